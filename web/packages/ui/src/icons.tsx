import SvgIcon, { type SvgIconProps } from '@mui/material/SvgIcon';

/** The app's few icons, drawn here so that no icon package is shipped. All are decoration beside a text or a label. */
const paths = {
  search: 'M10 4a6 6 0 1 0 3.7 10.7l4.8 4.8 1.4-1.4-4.8-4.8A6 6 0 0 0 10 4m0 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8',
  close: 'M6.4 5 5 6.4 10.6 12 5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6z',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8m0 10c4.4 0 8 1.8 8 4v2H4v-2c0-2.2 3.6-4 8-4',
  people: 'M9 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7m7 1a3 3 0 1 1 0 6 3 3 0 0 1-1.4-.4A5 5 0 0 0 15.500 8.500 5 5 0 0 0 15 6.200 3 3 0 0 1 16 6M9 14c3.900 0 7 1.600 7 3.600V20H2v-2.400C2 15.600 5.100 14 9 14m8.500.200c2.700.400 4.500 1.600 4.500 3.200V20h-4v-2.400c0-1.300-.600-2.400-1.600-3.300z',
  calendar: 'M7 2v2H5a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2h14a2 2 0 0 0 2-2V6a2 2 0 0 0-2-2h-2V2h-2v2H9V2zm-2 8h14v9H5z',
  shield: 'M12 2 4 5v6c0 5 3.400 9.700 8 11 4.600-1.300 8-6 8-11V5zm-1.200 14L7 12.200l1.400-1.400 2.400 2.400 4.800-4.800L17 9.800z',
  left: 'M15.400 6 14 4.600 6.600 12l7.400 7.400 1.400-1.400-6-6z',
  right: 'M8.600 6 10 4.600 17.400 12 10 19.400 8.600 18l6-6z',
  down: 'M6 8.600 4.600 10l7.400 7.400 7.400-7.400L18 8.600l-6 6z',
  note: 'M6 2a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8l-6-6zm7 1.500L18.500 9H13zM8 12h8v2H8zm0 4h6v2H8z',
  warning: 'M12 3 1.500 21h21zm-1 7h2v5h-2zm0 6.500h2v2h-2z',
  trend: 'm4 16 5-5 4 4 7-8 1.500 1.300L13.100 18 9 13.900 5.400 17.500z',
  download: 'M11 3h2v9l3.500-3.500L18 10l-6 6-6-6 1.500-1.500L11 12zM4 19h16v2H4z',
  add: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
  edit: 'M4 16.500V20h3.500L18 9.500 14.500 6zM20.700 6.800a1 1 0 0 0 0-1.400l-2.100-2.100a1 1 0 0 0-1.400 0L15.600 4.900l3.500 3.500z',
  flag: 'M5 3h2v1h12l-3 4.500L19 13H7v8H5z',
  refresh: 'M12 5a7 7 0 0 1 6.300 4H15v2h7V4h-2v3.600A9 9 0 1 0 21 12h-2a7 7 0 1 1-7-7',
  inbox: 'M5 3h14l3 10v8H2v-8zm1.500 2-2.300 8H9a3 3 0 0 0 6 0h4.800l-2.300-8z',
  print: 'M7 3h10v4H7zM4 8h16a2 2 0 0 1 2 2v7h-4v4H6v-4H2v-7a2 2 0 0 1 2-2m4 7v4h8v-4zm10-4.500v2h2v-2z',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, ...rest }: { name: IconName } & SvgIconProps) {
  return (
    <SvgIcon fontSize="small" aria-hidden {...rest}>
      <path d={paths[name]} />
    </SvgIcon>
  );
}
