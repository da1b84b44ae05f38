// The page of `access report --format html`: tables over the data that stands in it. Text becomes text nodes and nothing else.
//
// data.ts has what the report says, views/ what is shown of it, current.ts where the page is; document/ the elements that stay, draw/ those that come and
// go. Nothing that is drawn listens: events.ts does, for all of it.
import { layOut } from './document/layout.ts';
import { draw } from './draw/draw.ts';
import { listen } from './events.ts';

layOut();
listen();
draw();
