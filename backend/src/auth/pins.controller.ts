import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { CheckPin, PinChecked } from '../contract/pins.js';
import { checkPinSchema } from '../contract/pins.js';
import { Needs } from '../platform/http/permission.guard.js';
import type { Request } from '../platform/http/principal.js';
import { originOf } from './origin-of.js';
import { PinCheck } from './pin-check.js';

/** PINs, for the machines at which patrons check out for themselves. */
@Controller('api/pins')
export class PinsController {
  constructor(private readonly pinCheck: PinCheck) {}

  @Post('check')
  @HttpCode(200)
  @Needs('pins.check')
  async check(@Body({ schema: checkPinSchema }) body: CheckPin, @Req() request: Request): Promise<PinChecked> {
    return { accepted: await this.pinCheck.accepts(body, originOf(request)) };
  }
}
