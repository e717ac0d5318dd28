import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { SisModule } from '../sis/sis.module.js';
import { DemoLoader } from './demo-loader.js';

@Module({ imports: [AuthModule, SisModule], providers: [DemoLoader], exports: [DemoLoader] })
export class DemoModule {}
