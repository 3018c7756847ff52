/**
 * The end of a session. The window's shell refuses this address and answers by ending the page's
 * process and clearing what the system keeps; in a plain browser the page starts anew.
 */
export const over = () => location.replace("kiosk.html?over");
