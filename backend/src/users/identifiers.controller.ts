import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { GeneratedIdentifier, GenerateIdentifier } from '../contract/identifiers.js';
import { generateIdentifierSchema } from '../contract/identifiers.js';
import { Needs } from '../platform/http/permission.guard.js';
import { NewIdentifiers } from './new-identifiers.js';

/** New identifiers for whoever edits users. */
@Controller('api/identifiers')
export class IdentifiersController {
  constructor(private readonly identifiers: NewIdentifiers) {}

  /** A POST, because a number that was drawn is never drawn again. */
  @Post('generate')
  @HttpCode(200)
  @Needs('users.write')
  async generate(
    @Body({ schema: generateIdentifierSchema }) { type }: GenerateIdentifier,
  ): Promise<GeneratedIdentifier> {
    return { value: await this.identifiers.draw(type) };
  }
}
