import type { Problem } from '#contract/problems.ts';
import type { EmailType } from '#contract/codes.ts';
import type { FieldName, UserRecord } from '#contract/users.ts';
import { isProblem } from '#lib/api/problem.ts';
import { createUser } from '#lib/api/users.ts';
import { newId } from '#lib/ids.ts';
import { blankUser, check, emailTypes, refusedControls, type NewUser, type NewUserErrors } from './quick-add.ts';

const NO_ERRORS: NewUserErrors = new Map();

/** The form of Quick User Management. */
export class NewUserForm {
  #user = $state.raw<NewUser>(blankUser());
  #errors = $state.raw<NewUserErrors>(NO_ERRORS);
  #problem = $state.raw<Problem | 'no-answer' | null>(null);
  #saving = $state(false);
  #touched = $state(false);
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

  get saving(): boolean {
    return this.#saving;
  }

  /** Something was entered that leaving would lose. */
  get touched(): boolean {
    return this.#touched;
  }

  get emailTypes(): readonly EmailType[] {
    return emailTypes(this.#user.fields.recordType);
  }

  type(field: FieldName, value: string): void {
    const fields = { ...this.#user.fields, [field]: value };
    const allowed = emailTypes(fields.recordType);
    const { email } = this.#user;
    const type = allowed.includes(email.type) ? email.type : (allowed[0] ?? email.type);
    this.#change({ ...this.#user, fields, email: { ...email, type } }, field);
  }

  typeAccount(accountType: NewUser['accountType']): void {
    this.#change({ ...this.#user, accountType }, 'accountType');
  }

  typeEmail(email: Partial<NewUser['email']>): void {
    this.#change({ ...this.#user, email: { ...this.#user.email, ...email } }, 'emails');
  }

  /** Adds the user; null when it was refused, which `errors` or `problem` then explain. */
  async save(): Promise<UserRecord | null> {
    const { body, errors } = check(this.#user);
    this.#errors = errors;
    this.#problem = null;
    if (body === null) return null;
    const text = JSON.stringify(body);
    if (this.#attempt?.body !== text) this.#attempt = { body: text, key: newId() };
    this.#saving = true;
    try {
      const record = await createUser(body, this.#attempt.key);
      this.#touched = false;
      return record;
    } catch (error) {
      if (isProblem(error)) {
        this.#attempt = null;
        this.#errors = refusedControls(error.problem);
        if (this.#errors.size === 0) this.#problem = error.problem;
      } else {
        this.#problem = 'no-answer';
      }
      return null;
    } finally {
      this.#saving = false;
    }
  }

  #change(user: NewUser, path: string): void {
    this.#user = user;
    this.#touched = true;
    this.#errors = new Map([...this.#errors].filter(([key]) => key !== path && !key.startsWith(`${path}.`)));
  }
}
