// sso-admin: the regions an instance is replicated to beside its own. Adding and removing take the time of an asynchronous operation.
import { seconds } from '../clock.ts';
import { conflict, notFound } from '../errors.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { instanceArn, pagedBy100, regionName } from '../shapes.ts';
import type { AddedRegion } from '../state.ts';
import { requireInstance } from './resources.ts';

const onRegion = { InstanceArn: instanceArn, RegionName: regionName };

export const REGIONS: Operations = {
  ListRegions: reads({ InstanceArn: instanceArn, ...pagedBy100 }, (call, input) => {
    requireInstance(call, input.InstanceArn);
    return page(call, input, { key: 'Regions', items: regionsOf(call), show: (region) => shownRegion(call, region) });
  }),
  DescribeRegion: reads(onRegion, (call, input) => {
    requireInstance(call, input.InstanceArn);
    if (!regionsOf(call).includes(input.RegionName)) throw unknownRegion(input.RegionName);
    return shownRegion(call, input.RegionName);
  }),
  AddRegion: writes(onRegion, (call, input) => {
    requireInstance(call, input.InstanceArn);
    const name = input.RegionName;
    if (regionsOf(call).includes(name)) throw conflict(`Region ${name} is already added.`);
    call.state.instance.regions.set(name, { addedAt: call.state.now });
    return { Status: 'ADDING' };
  }),
  RemoveRegion: writes(onRegion, (call, input) => {
    requireInstance(call, input.InstanceArn);
    const name = input.RegionName;
    if (name === call.state.region) throw conflict(`Region ${name} is the primary region.`);
    const region = call.state.instance.regions.get(name);
    if (region === undefined || isGone(call, region)) throw unknownRegion(name);
    if (statusOf(call, region) !== 'ACTIVE') throw conflict('There is a conflicting operation in process.');
    call.state.instance.regions.set(name, { ...region, removedAt: call.state.now });
    return { Status: 'REMOVING' };
  }),
};

/** The names of all regions, the primary one first. */
export const regionsOf = (call: Call): readonly string[] => [
  call.state.region,
  ...[...call.state.instance.regions].filter(([, region]) => !isGone(call, region)).map(([name]) => name),
];

export function shownRegion(call: Call, name: string): Output {
  const added = call.state.instance.regions.get(name);
  return {
    RegionName: name,
    Status: added === undefined ? 'ACTIVE' : statusOf(call, added),
    AddedDate: seconds(added?.addedAt ?? call.state.createdAt),
    IsPrimaryRegion: name === call.state.region,
  };
}

function statusOf(call: Call, region: AddedRegion): 'ADDING' | 'ACTIVE' | 'REMOVING' {
  if (region.removedAt !== undefined) return 'REMOVING';
  return call.state.now < region.addedAt + call.settings.operationMs ? 'ADDING' : 'ACTIVE';
}

const isGone = (call: Call, { removedAt }: AddedRegion): boolean =>
  removedAt !== undefined && call.state.now >= removedAt + call.settings.operationMs;

const unknownRegion = (name: string): Error => notFound(`Could not find Region ${name} for the instance.`);
