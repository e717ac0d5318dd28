const HANDLES = 'Get|Post|Put|Patch|Delete|Head|Options|All|Search|Sse|SubscribeMessage|MessagePattern|EventPattern';
const decorated = (name) => `:has(> Decorator[expression.callee.name=/^(${name})$/])`;
const inDecoratedClass = `ClassDeclaration${decorated('Needs')} > ClassBody > MethodDefinition`;

/** A route or message that does not say who may use it fails the checks; at run time it is refused to everybody. */
export const NEEDS_RULE = {
  selector: `MethodDefinition${decorated(HANDLES)}:not(${decorated('Needs')}):not(${inDecoratedClass})`,
  message: 'A handler says with @Needs who may use it, or its class does for all.',
};
