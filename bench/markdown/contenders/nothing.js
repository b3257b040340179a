/** What the transport alone costs; taken off from all others. */
export default () => ({ show() {} });
