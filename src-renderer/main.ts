/** @file Starts the window: styles, theme, the connection and what is kept over it, then the frame. Reads: #app, the address. Writes: the page. */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./tokens.css";
import "./base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { WindowState } from "./state/of-window.ts";
import { connect } from "./transport/connect.ts";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no element #app");
mount(App, { target, context: new WindowState(connect()).context });
