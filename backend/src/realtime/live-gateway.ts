import { applyDecorators, UseFilters, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';
import { PermissionGuard } from '../platform/http/permission.guard.js';
import { createValidationPipe } from '../platform/http/validation.pipe.js';
import { AcknowledgeInterceptor, SocketProblemFilter } from './socket-answer.js';

/** A gateway of this product: global guards and pipes do not reach gateways, so all of them are bound here. */
export function LiveGateway(): ClassDecorator {
  return applyDecorators(
    WebSocketGateway(),
    UseGuards(PermissionGuard),
    UsePipes(createValidationPipe()),
    UseInterceptors(AcknowledgeInterceptor),
    UseFilters(SocketProblemFilter),
  );
}
