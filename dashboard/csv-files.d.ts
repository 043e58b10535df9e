/** The text of a CSV file, as the page's build puts it in. */
declare module '*.csv' {
  const text: string;
  export default text;
}
