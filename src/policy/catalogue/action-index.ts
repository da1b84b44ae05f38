// The actions AWS knows, by service: names, access levels, resource types, condition keys. Made from a snapshot that ships with the program.
import { memoize } from '../../memoize.ts';
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

/** The shipped form. Of each service two JSON texts, read when they are asked for: most questions are about names and levels, and of all services. */
export interface ActionSnapshot extends Provenance {
  readonly globalConditionKeys: readonly (readonly [key: string, type: ConditionKeyType])[];
  /** By prefix: the texts of a `ServiceOutline` and of a `ServiceDetails`. */
  readonly services: Readonly<Record<string, readonly [outline: string, details: string]>>;
}

export interface ServiceOutline {
  readonly title: string;
  /** `s3:GetObject s3:PutObject`, sorted. */
  readonly actions: string;
  /** AWS's levels of each action, in the same order: `Read|Tagging, Write`. */
  readonly levels: string;
}

export interface ServiceDetails {
  /** Key and type. */
  readonly keys: readonly (readonly [string, ConditionKeyType])[];
  /** Name, ARN format, positions in `keys`. */
  readonly types: readonly (readonly [string, string, readonly number[]])[];
  /** Of each action, in the order of the outline: positions in `types` (required ones as `-1 - position`), condition keys as positions in `keys` or by name. */
  readonly actions: readonly (readonly [readonly number[], readonly (number | string)[]])[];
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
    const place = service?.placeOf(name);
    const level = place === undefined ? undefined : service?.level(place);
    if (level !== undefined && service?.service.actionNames[place!] === name) levels.set(name, level);
    return level;
  };
  const { origin, version, date, licence } = snapshot;
  return {
    provenance: { origin, version, date, licence },
    services: Object.keys(snapshot.services).sort(),
    service: (prefix) => open(prefix)?.service,
    action: (name) => serviceOf(name)?.action(name),
    listed: (name) => serviceOf(name)?.listed(name),
    level: (name) => levels.get(name) ?? levelOf(name),
    globalConditionKeys: snapshot.globalConditionKeys.map(([key, type]) => ({ key, type })),
  };
}

interface OpenService {
  readonly service: Service;
  /** Where the action stands; case does not matter. */
  readonly placeOf: (name: string) => number | undefined;
  readonly action: (name: string) => Action | undefined;
  readonly listed: (name: string) => string | undefined;
  readonly level: (place: number) => AccessLevel;
}

function openService(prefix: string, { services }: ActionSnapshot): OpenService | undefined {
  if (!Object.hasOwn(services, prefix)) return undefined;
  const [outline, text] = services[prefix]!;
  const { title, actions, levels: written } = JSON.parse(outline) as ServiceOutline;
  const actionNames = actions === '' ? [] : actions.split(' ');
  const levels = memoize(() => written.split('|'));
  const level = (place: number) => accessLevelOf(levels()[place]!);
  // Of most services it is never asked where an action stands.
  const places = memoize(() => new Map(actionNames.map((name, place) => [name, place])));
  const lowerCasePlaces = memoize(() => new Map(actionNames.map((name, place) => [name.toLowerCase(), place])));
  const placeOf = (name: string) => places().get(name) ?? lowerCasePlaces().get(name.toLowerCase());
  const details = memoize(() => detailsOf(JSON.parse(text) as ServiceDetails));
  const made: Action[] = [];
  return {
    service: {
      prefix,
      title,
      actionNames,
      get conditionKeys() {
        return details().conditionKeys;
      },
      get resourceTypes() {
        return details().resourceTypes;
      },
    },
    placeOf,
    listed: (name) => actionNames[lowerCasePlaces().get(name.toLowerCase()) ?? -1],
    level,
    action: (name) => {
      const place = placeOf(name);
      if (place === undefined) return undefined;
      made[place] ??= {
        name: actionNames[place]!,
        service: prefix,
        level: level(place),
        ...details().action(place),
      };
      return made[place];
    },
  };
}

type DetailsOfAction = Pick<Action, 'resourceTypes' | 'conditionKeys'>;

interface OpenDetails extends Pick<Service, 'conditionKeys' | 'resourceTypes'> {
  readonly action: (place: number) => DetailsOfAction;
}

function detailsOf({ keys, types, actions }: ServiceDetails): OpenDetails {
  const conditionKeys = keys.map(([key, type]) => ({ key, type }));
  const nameOf = (key: number | string) => (typeof key === 'string' ? key : conditionKeys[key]!.key);
  const resourceTypes = types.map(([name, arn, own]) => ({ name, arn, conditionKeys: own.map(nameOf) }));
  const action = (place: number): DetailsOfAction => {
    const [ownTypes, ownKeys] = actions[place]!;
    return {
      resourceTypes: ownTypes.map((type) => ({
        type: resourceTypes[type < 0 ? -1 - type : type]!,
        required: type < 0,
      })),
      conditionKeys: ownKeys.map(nameOf),
    };
  };
  return { conditionKeys, resourceTypes, action };
}
