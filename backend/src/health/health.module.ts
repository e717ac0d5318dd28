import { Module } from '@nestjs/common';
import { LdapModule } from '../ldap/ldap.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

@Module({ imports: [LdapModule], controllers: [HealthController], providers: [HealthService] })
export class HealthModule {}
