import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { ApiKeysController } from './api-keys.controller.js';
import { KeyLimiter } from './key-limiter.js';
import { KeyPrincipals } from './key-principals.js';
import { KeyStore } from './key-store.js';

@Module({
  imports: [SettingsModule],
  controllers: [ApiKeysController],
  providers: [KeyLimiter, KeyPrincipals, KeyStore],
  exports: [KeyPrincipals],
})
export class ApiKeysModule {}
