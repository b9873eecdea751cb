// All pages of a list, one after the other, up to a bound.
export async function allPages<Page, Item>(
  fetchPage: (pageToken: string) => Promise<Page & { nextPageToken: string }>,
  itemsOf: (page: Page) => Item[],
  most = 10_000,
): Promise<Item[]> {
  const items: Item[] = [];
  let token = '';
  do {
    const page = await fetchPage(token);
    items.push(...itemsOf(page));
    token = page.nextPageToken;
  } while (token && items.length < most);
  return items;
}
