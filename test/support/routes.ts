import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import type { Permission } from '../../backend/src/contract/permissions.js';
import type { Access } from '../../backend/src/platform/http/permission.guard.js';
import type { TestPortal } from './portal.js';

export interface Handler {
  name: string;
  access: Access | undefined;
}
export interface Route extends Handler {
  method: string;
  path: string;
}

export function accessOf(type: object, method: object): Access | undefined {
  const [own, whole] = [method, type].map(
    (target) => Reflect.getMetadata('rollcall:access', target) as Access | undefined,
  );
  return own ?? whole;
}

/** Every method of every class of a kind in the running portal: a new one is met here without being listed anywhere. */
export function methodsOf(
  portal: TestPortal,
  kind: 'controllers' | 'providers',
): { type: object; method: object; name: string }[] {
  return [...portal.get(ModulesContainer).values()].flatMap((module) =>
    [...module[kind].values()].flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, unknown> | undefined;
      if (prototype === undefined) return [];
      return Object.getOwnPropertyNames(prototype).flatMap((name) => {
        const method = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
        return typeof method === 'function' ? [{ type: metatype, method, name: `${metatype.name}.${name}` }] : [];
      });
    }),
  );
}

/** Every route of the running portal, with the names of its parameters in the path: `/api/users/:id`. */
export function routesOf(portal: TestPortal): Route[] {
  return methodsOf(portal, 'controllers').flatMap(({ type, method, name }) => {
    const verb = Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod | undefined;
    if (verb === undefined) return [];
    const base = Reflect.getMetadata(PATH_METADATA, type) as string;
    const paths = [Reflect.getMetadata(PATH_METADATA, method) as string | string[]].flat();
    return paths.map((path) => ({
      name,
      access: accessOf(type, method),
      method: RequestMethod[verb],
      path: `/${base}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'),
    }));
  });
}

export function isPermission(access: Access | undefined): access is Permission {
  return access !== undefined && access !== 'public' && access !== 'signed-in' && access !== 'self';
}
