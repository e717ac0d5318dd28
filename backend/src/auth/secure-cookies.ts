/** Are cookies sent over TLS only? They are when browsers reach the portal by https. */
export class SecureCookies {
  readonly on: boolean;

  constructor(publicUrl: string | undefined) {
    this.on = publicUrl?.startsWith('https:') === true;
  }
}
