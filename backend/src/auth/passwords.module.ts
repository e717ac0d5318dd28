import { Module } from '@nestjs/common';
import { Passwords } from './passwords.js';

/** Apart from sign-in, because PINs of user records are hashed in the same bounded queue. */
@Module({ providers: [Passwords], exports: [Passwords] })
export class PasswordsModule {}
