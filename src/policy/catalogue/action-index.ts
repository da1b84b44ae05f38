// The actions AWS knows, by service: names, access levels, resource types, condition keys. Made from a snapshot that ships with the program.
import { type AccessLevel, accessLevelOf } from './levels.ts';

/** Where data came from, to be shown with every answer that rests on it. */
export interface Provenance {
  readonly origin: string;
  readonly version: string;
  /** Day of the data, `2026-09-26`. */
  readonly date: string;
  readonly licence: string;
}

export interface ActionIndex {
  readonly provenance: Provenance;
  /** Prefixes, lower case, sorted. */
  readonly services: readonly string[];
  readonly service: (prefix: string) => Service | undefined;
  /** `s3:GetObject`; case does not matter. */
  readonly action: (name: string) => Action | undefined;
  /** The name in AWS's own case; undefined for an action that is not listed. */
  readonly listed: (name: string) => string | undefined;
  /** Of the action; cheaper than the action itself. */
  readonly level: (name: string) => AccessLevel | undefined;
  /** Keys that any request may have: `aws:SourceIp`. */
  readonly globalConditionKeys: readonly ConditionKey[];
}

export interface Service {
  readonly prefix: string;
  /** `Amazon S3` */
  readonly title: string;
  /** `s3:GetObject`, sorted. */
  readonly actionNames: readonly string[];
  readonly conditionKeys: readonly ConditionKey[];
  readonly resourceTypes: readonly ResourceType[];
}

export interface Action {
  /** `s3:GetObject`, in AWS's own case. */
  readonly name: string;
  readonly service: string;
  readonly level: AccessLevel;
  /** Empty: the action takes no resource, and only `Resource: "*"` allows it. */
  readonly resourceTypes: readonly ActionResource[];
  readonly conditionKeys: readonly string[];
}

export interface ActionResource {
  readonly type: ResourceType;
  readonly required: boolean;
}

export interface ResourceType {
  readonly name: string;
  /** `arn:${Partition}:s3:::${BucketName}` */
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

export interface ConditionKey {
  /** `aws:RequestTag/${TagKey}` */
  readonly key: string;
  readonly type: ConditionKeyType;
}

export type ConditionKeyType =
  | 'String'
  | 'ARN'
  | 'Bool'
  | 'Numeric'
  | 'Date'
  | 'IPAddress'
  | 'Binary'
  | 'ArrayOfString'
  | 'ArrayOfARN'
  | 'ArrayOfBool';

/** The shipped form. Each service is a JSON text of its own, read when it is asked for. */
export interface ActionSnapshot extends Provenance {
  readonly globalConditionKeys: readonly (readonly [key: string, type: ConditionKeyType])[];
  /** By prefix: the text of a `ServiceRecord`. */
  readonly services: Readonly<Record<string, string>>;
}

export interface ServiceRecord {
  readonly title: string;
  /** Key and type. */
  readonly keys: readonly (readonly [string, ConditionKeyType])[];
  /** Name, ARN format, positions in `keys`. */
  readonly types: readonly (readonly [string, string, readonly number[]])[];
  /** Name, AWS's levels (`Tagging, Write`), positions in `types` (required ones as `-1 - position`), condition keys as positions in `keys` or by name. */
  readonly actions: readonly (readonly [string, string, readonly number[], readonly (number | string)[]])[];
}

export function actionIndexFrom(snapshot: ActionSnapshot): ActionIndex {
  const opened = new Map<string, OpenService | undefined>();
  const open = (prefix: string): OpenService | undefined => {
    const key = prefix.toLowerCase();
    if (!opened.has(key)) opened.set(key, openService(key, snapshot));
    return opened.get(key);
  };
  const serviceOf = (name: string) => open(name.slice(0, Math.max(0, name.indexOf(':'))));
  // Asked of most actions there are, again and again, and nearly always in AWS's own case.
  const levels = new Map<string, AccessLevel>();
  const levelOf = (name: string): AccessLevel | undefined => {
    const service = serviceOf(name);
    const lower = name.toLowerCase();
    const level = service?.level(lower);
    if (level !== undefined && service?.listed(lower) === name) levels.set(name, level);
    return level;
  };
  const { origin, version, date, licence } = snapshot;
  return {
    provenance: { origin, version, date, licence },
    services: Object.keys(snapshot.services).sort(),
    service: (prefix) => open(prefix)?.service,
    action: (name) => serviceOf(name)?.action(name.toLowerCase()),
    listed: (name) => serviceOf(name)?.listed(name.toLowerCase()),
    level: (name) => levels.get(name) ?? levelOf(name),
    globalConditionKeys: snapshot.globalConditionKeys.map(([key, type]) => ({ key, type })),
  };
}

interface OpenService {
  readonly service: Service;
  readonly action: (lowerCaseName: string) => Action | undefined;
  readonly listed: (lowerCaseName: string) => string | undefined;
  readonly level: (lowerCaseName: string) => AccessLevel | undefined;
}

function openService(prefix: string, { services }: ActionSnapshot): OpenService | undefined {
  if (!Object.hasOwn(services, prefix)) return undefined;
  const record = JSON.parse(services[prefix]!) as ServiceRecord;
  const conditionKeys = record.keys.map(([key, type]) => ({ key, type }));
  const nameOf = (key: number | string) => (typeof key === 'string' ? key : conditionKeys[key]!.key);
  const resourceTypes = record.types.map(([name, arn, keys]) => ({ name, arn, conditionKeys: keys.map(nameOf) }));
  const actionNames = record.actions.map(([name]) => `${prefix}:${name}`);
  const places = new Map(actionNames.map((name, place) => [name.toLowerCase(), place]));
  const made: Action[] = [];
  const make = (place: number): Action => {
    const [, levels, types, keys] = record.actions[place]!;
    return {
      name: actionNames[place]!,
      service: prefix,
      level: accessLevelOf(levels),
      resourceTypes: types.map((type) => ({ type: resourceTypes[type < 0 ? -1 - type : type]!, required: type < 0 })),
      conditionKeys: keys.map(nameOf),
    };
  };
  return {
    service: { prefix, title: record.title, actionNames, conditionKeys, resourceTypes },
    listed: (lowerCaseName) => actionNames[places.get(lowerCaseName) ?? -1],
    level: (lowerCaseName) => {
      const place = places.get(lowerCaseName);
      return place === undefined ? undefined : accessLevelOf(record.actions[place]![1]);
    },
    action: (lowerCaseName) => {
      const place = places.get(lowerCaseName);
      if (place === undefined) return undefined;
      made[place] ??= make(place);
      return made[place];
    },
  };
}
