import { offeredLetters, type LetterChoice, type LetterField } from '#contract/letters.ts';
import type { LookAlike } from '#contract/look-alikes.ts';
import type { Problem } from '#contract/problems.ts';
import type { MandatoryField } from '#contract/settings.ts';
import type { RecordType } from '#contract/codes.ts';
import type { CreateUser, FieldName, UserRecord } from '#contract/users.ts';
import { isProblem } from '#lib/api/problem.ts';
import { createUser } from '#lib/api/users.ts';
import { newId } from '#lib/ids.ts';
import { settings } from '#lib/settings/settings.svelte.ts';
import {
  asksIdentifier,
  blankUser,
  check,
  forRecordType,
  mandatoryFor,
  recordTypeOf,
  refusedControls,
  type FormSettings,
  type NewUser,
  type NewUserErrors,
} from './quick-add.ts';

const NO_ERRORS: NewUserErrors = new Map();

/** The parts of the form that become rows of lists, with the list each becomes. */
const LIST_OF = { email: 'emails', phone: 'phones', address: 'addresses', identifier: 'identifiers' } as const;
type Part = keyof typeof LIST_OF;

/** The form of Quick User Management. */
export class NewUserForm {
  #user = $state.raw<NewUser>(blankUser());
  #errors = $state.raw<NewUserErrors>(NO_ERRORS);
  #problem = $state.raw<Problem | 'no-answer' | null>(null);
  #lookAlikes = $state.raw<readonly LookAlike[]>([]);
  #saving = $state(false);
  #touched = $state(false);
  /** Look-alikes the person has seen and still wants to add the user. */
  #accepted: readonly string[] = [];
  /** Kept while no answer came, so that pressing Save again cannot add the user twice. */
  #attempt: { body: string; key: string } | null = null;

  get user(): NewUser {
    return this.#user;
  }

  get errors(): NewUserErrors {
    return this.#errors;
  }

  get problem(): Problem | 'no-answer' | null {
    return this.#problem;
  }

  /** Users with these names and this birth date, whom the person has not been told of before. */
  get lookAlikes(): readonly LookAlike[] {
    return this.#lookAlikes;
  }

  get saving(): boolean {
    return this.#saving;
  }

  /** Something was entered that leaving would lose. */
  get touched(): boolean {
    return this.#touched;
  }

  get recordType(): RecordType {
    return recordTypeOf(this.#user);
  }

  /** What the institution has made mandatory for the record type, as it is now. */
  get mandatory(): ReadonlySet<MandatoryField> {
    return mandatoryFor(this.#user, this.#settings);
  }

  get asksIdentifier(): boolean {
    return asksIdentifier(this.#user, this.#settings);
  }

  get letters(): LetterField[] {
    return offeredLetters(settings.value('research_enabled'));
  }

  get offersPin(): boolean {
    return settings.value('pin_number_method') === 'fourDigit';
  }

  type(field: FieldName, value: string): void {
    const user = { ...this.#user, fields: { ...this.#user.fields, [field]: value } };
    this.#change(field === 'recordType' ? forRecordType(user, this.#settings) : user, field);
  }

  typeAccount(accountType: NewUser['accountType']): void {
    this.#change({ ...this.#user, accountType }, 'accountType');
  }

  /** Types into the one row a list has here. */
  typeRow<P extends Part>(part: P, values: Partial<NewUser[P]>): void {
    this.#change({ ...this.#user, [part]: { ...this.#user[part], ...values } }, LIST_OF[part]);
  }

  typePin(pin: string): void {
    this.#change({ ...this.#user, pin }, 'pin');
  }

  chooseLetter(field: LetterField, choice: LetterChoice): void {
    this.#change({ ...this.#user, letters: { ...this.#user.letters, [field]: choice } }, field);
  }

  /** Adds the user; null when it was refused, which `errors`, `lookAlikes` or `problem` then explain. */
  async save(): Promise<UserRecord | null> {
    const { body, errors } = check(this.#user, this.#settings);
    this.#errors = errors;
    this.#problem = null;
    return body === null ? null : this.#send({ ...body, acceptLookAlikes: [...this.#accepted] });
  }

  /** The person has seen the look-alikes, and it is somebody else: saves again. */
  saveAnyway(): Promise<UserRecord | null> {
    this.#accepted = [...this.#accepted, ...this.#lookAlikes.map(({ id }) => id)];
    this.forgetLookAlikes();
    return this.save();
  }

  forgetLookAlikes(): void {
    this.#lookAlikes = [];
  }

  async #send(body: CreateUser): Promise<UserRecord | null> {
    const text = JSON.stringify(body);
    if (this.#attempt?.body !== text) this.#attempt = { body: text, key: newId() };
    this.#saving = true;
    try {
      const record = await createUser(body, this.#attempt.key);
      this.#touched = false;
      return record;
    } catch (error) {
      if (isProblem(error)) this.#refused(error.problem);
      else this.#problem = 'no-answer';
      return null;
    } finally {
      this.#saving = false;
    }
  }

  #refused(problem: Problem): void {
    this.#attempt = null;
    this.#lookAlikes = problem.lookAlikes ?? [];
    if (this.#lookAlikes.length > 0) return;
    this.#errors = refusedControls(problem);
    if (this.#errors.size === 0) this.#problem = problem;
  }

  get #settings(): FormSettings {
    return {
      mandatory: settings.value('mandatory_fields'),
      tables: {
        user_titles: settings.value('user_titles'),
        user_groups: settings.value('user_groups'),
        job_categories: settings.value('job_categories'),
        identifier_types: settings.value('identifier_types'),
        institution_languages: settings.value('institution_languages'),
        country_codes: settings.value('country_codes'),
      },
    };
  }

  #change(user: NewUser, path: string): void {
    this.#user = user;
    this.#touched = true;
    this.#errors = new Map([...this.#errors].filter(([key]) => key !== path && !key.startsWith(`${path}.`)));
  }
}
