import { spawn } from 'node:child_process'

/**
 * Stops the server when all of its users were killed: checks periodically whether one of their process ids is alive,
 * and asks the server to stop when there was none twice in a row. It also touches `server.json`, which tells other
 * machines that the server is alive. It ends with the server, or when a newer watcher has replaced it.
 */
const SCRIPT = `
cd "$1" || exit
echo $$ > watcher
alone=0
while sleep "$2"; do
  read -r newest < watcher || exit
  [ "$newest" = $$ ] || exit
  read -r server < postgres/postmaster.pid || exit
  kill -0 "$server" || exit
  touch server.json
  alone=$((alone + 1))
  for user in users/*; do
    pid=\${user#users/}
    kill -0 "\${pid%%.*}" && alone=0
  done
  [ $alone -lt 2 ] || kill -INT "$server"
done`

/** Starts a watcher of the folder's server: a shell of some 1 MB, in a group of its own. */
export function startWatcher(folder: string, everySeconds: number): void {
  const args = ['-c', SCRIPT, 'paperboy-watcher', folder, String(everySeconds)]
  const watcher = spawn('sh', args, { detached: true, stdio: 'ignore', cwd: '/' })
  // Without a shell the next open still finds the server.
  watcher.on('error', () => undefined)
  watcher.unref()
}
