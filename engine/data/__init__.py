"""Where examples come from: generators, bundled tables, files, arrays; their split and scaling."""
