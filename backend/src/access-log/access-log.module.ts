import { Global, Module } from '@nestjs/common';
import { SettingsModule } from '../settings/settings.module.js';
import { AccessLogNews } from './access-log-news.js';
import { AccessLogReader } from './access-log-reader.js';
import { AccessLogController } from './access-log.controller.js';
import { AccessLog } from './access-log.js';

/** Global, as the log of the platform is: whoever lets somebody in notes it. */
@Global()
@Module({
  imports: [SettingsModule],
  controllers: [AccessLogController],
  providers: [AccessLog, AccessLogNews, AccessLogReader],
  exports: [AccessLog],
})
export class AccessLogModule {}
