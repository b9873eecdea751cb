import ReactMarkdown from 'react-markdown';
import { Away } from './text';

export default function MarkdownParsed({ text }: { text: string }) {
  return (
    <ReactMarkdown
      skipHtml
      disallowedElements={['img']}
      components={{
        a: ({ href, children }) => (href && typeof children === 'string' ? <Away url={href}>{children}</Away> : <>{children}</>),
        // The page has its own first two levels.
        h1: 'h3',
        h2: 'h4',
        h3: 'h5',
      }}
    >
      {text}
    </ReactMarkdown>
  );
}
