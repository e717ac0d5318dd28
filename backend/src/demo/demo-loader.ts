import { Inject, Injectable } from '@nestjs/common';
import { Administrators, randomPassword } from '../auth/administrators.js';
import { ROLE } from '../contract/permissions.js';
import type { Config } from '../platform/config/load-config.js';
import { SYSTEM } from '../platform/database/actor.js';
import { Database } from '../platform/database/database.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CONFIG } from '../platform/platform.module.js';
import { FeedsService } from '../sis/feeds.service.js';
import { feedXml, writeFeedZip } from '../sis/feed-writer.js';
import { MAIL_DOMAIN } from './institution.js';

/** Accounts that can sign in to the sample institution: two who administer, one who only reads. */
const ACCOUNTS = [
  { primaryId: 'ada', firstName: 'Ada', lastName: 'Lindqvist', roles: [ROLE.userAdministrator] },
  { primaryId: 'grace', firstName: 'Grace', lastName: 'Okonkwo', roles: [ROLE.userAdministrator] },
  { primaryId: 'otto', firstName: 'Otto', lastName: 'Brandt', roles: [ROLE.researchObserver] },
];

const LOADED = `select 1 from users where primary_id_key = $1`;

/** What was made: the names that can sign in, and the password all of them have. */
export interface DemoAccounts {
  names: string[];
  password: string;
}

/** Fills in the sample institution, once. */
@Injectable()
export class DemoLoader {
  constructor(
    private readonly feeds: FeedsService,
    private readonly administrators: Administrators,
    private readonly unitOfWork: UnitOfWork,
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Loads users and accounts; null when they are there already, and nothing is changed then. */
  async load(): Promise<DemoAccounts | null> {
    const loaded = await this.database.query(LOADED, [ACCOUNTS[0]?.primaryId]);
    if (loaded.length > 0) return null;
    await this.loadUsers();
    // Last, because they say that all is loaded: a start that was interrupted begins again.
    const password = this.config.demoPassword ?? randomPassword();
    await this.unitOfWork.run(SYSTEM, async (unit) => {
      for (const account of ACCOUNTS) {
        const email = `${account.primaryId}@${MAIL_DOMAIN}`;
        await this.administrators.add(unit, { ...account, email, password, mustChange: false });
      }
    });
    return { names: ACCOUNTS.map(({ primaryId }) => primaryId), password };
  }

  private async loadUsers(): Promise<void> {
    // Loaded only here: names in twenty languages are of no use to a portal without a sample.
    const { sampleFeeds } = await import('./sample-users.js');
    for (const { recordType, accountType, users } of await sampleFeeds()) {
      const name = `${recordType}-${accountType}`.toLowerCase().replaceAll('_', '-');
      const feed = { fileName: `sample-${name}.zip`, recordType, accountType };
      const job = await this.feeds.load({ ...SYSTEM, source: 'FEED' }, feed, (path) =>
        writeFeedZip(path, { [`${name}.xml`]: feedXml(users) }),
      );
      if (job.state !== 'completed') throw new Error(`the sample feed ${job.fileName} was not loaded`);
    }
  }
}
