import Box from '@mui/material/Box';
import DOMPurify from 'dompurify';
import { useMemo } from 'react';

/**
 * HTML that someone else wrote, cleaned before it is shown. Nothing in it may load from elsewhere, since that would tell
 * another server who reads which note; nothing may take input or cover the screen.
 */
export function cleanHtml(html: string): string {
  return DOMPurify.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: ['style', 'form', 'input', 'button', 'select', 'textarea', 'img', 'picture', 'source', 'video', 'audio', 'iframe', 'object', 'embed', 'link', 'base', 'svg', 'math', 'a'],
    FORBID_ATTR: ['style', 'src', 'srcset', 'href', 'background', 'id', 'name', 'class'],
    ALLOW_DATA_ATTR: false,
    KEEP_CONTENT: true,
  });
}

export default function HtmlNote({ html }: { html: string }) {
  const clean = useMemo(() => cleanHtml(html), [html]);
  return (
    <Box
      data-testid="note-html"
      sx={{ fontSize: '0.875rem', lineHeight: 1.55, maxWidth: '75ch', overflowWrap: 'anywhere', '& h1, & h2, & h3': { fontSize: '0.9375rem', mt: 1.5, mb: 0.5 }, '& p': { my: 0.75 }, '& table': { borderCollapse: 'collapse' }, '& td, & th': { border: '1px solid', borderColor: 'divider', px: 0.75, py: 0.25, textAlign: 'left' } }}
      dangerouslySetInnerHTML={{ __html: clean }}
    />
  );
}
