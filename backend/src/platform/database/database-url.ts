/** Where the database is, for those who need a connection of their own: the doorbell and the job queue. */
export const DATABASE_URL = Symbol('DATABASE_URL');
