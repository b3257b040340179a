/** Parts that the message log forwards to whoever holds it; the last ones are those of rendered answers. */
export const MESSAGE_LOG_PARTS =
  'messages,message,content,greeting,notice,sources,actions,copy,retry,error,status,suggestion,jump,' +
  'code-block,code-header,code-copy,table-scroller,link-host,image-placeholder,citation';

/** Parts that the composer forwards. */
export const COMPOSER_PARTS = 'composer,input,send,stop';

/** For the `exportparts` of `<assisters-panel>`: every part of the contract that lies inside of it. */
export const PANEL_PARTS = `panel,header,heading,close,menu,${COMPOSER_PARTS},${MESSAGE_LOG_PARTS}`;
