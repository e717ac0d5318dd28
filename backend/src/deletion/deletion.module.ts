import { Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { UsersModule } from '../users/users.module.js';
import { DeletionController } from './deletion.controller.js';
import { DeletionGateway } from './deletion.gateway.js';
import { DeletionService } from './deletion.service.js';
import { DeletionWatch } from './deletion-watch.js';
import { HoldStore } from './hold-store.js';
import { HoldsController } from './holds.controller.js';

@Module({
  imports: [SettingsModule, UsersModule],
  controllers: [DeletionController, HoldsController],
  providers: [DeletionGateway, DeletionService, DeletionWatch, HoldStore],
})
export class DeletionModule {}
