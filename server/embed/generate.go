package embed

//go:generate go tool esbuild ../../widget/script.js --bundle --minify --format=iife --target=es2022 --outfile=web/widget.js --log-level=warning
