import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// Fonts and images stay files: the gateway's content security policy has no data: source.
export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ['source', 'browser', 'module', 'import', 'default'] },
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', reportCompressedSize: false },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', proxy: { '/api': process.env['TCCTV_API'] ?? 'http://127.0.0.1:8080' } },
})
