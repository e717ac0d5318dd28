import { Global, Module } from '@nestjs/common';
import { AccessLog } from './access-log.js';

/** Global, as the log of the platform is: whoever lets somebody in notes it. */
@Global()
@Module({ providers: [AccessLog], exports: [AccessLog] })
export class AccessLogModule {}
