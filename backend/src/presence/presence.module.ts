import { Module } from '@nestjs/common';
import { PresenceGateway } from './presence.gateway.js';
import { PresenceService } from './presence.service.js';

@Module({ providers: [PresenceGateway, PresenceService], exports: [PresenceService] })
export class PresenceModule {}
