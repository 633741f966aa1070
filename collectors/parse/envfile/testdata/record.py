#!/usr/bin/env python3
"""Records what the programs themselves make of the snippets in snippets.json, one file of variables each.

    record.py NODE_MODULES RUBY_DOTENV >recorded.json

NODE_MODULES holds dotenv and dotenv-expand; RUBY_DOTENV is a checkout of the gem. A program that refuses a snippet has null for it."""
import io, json, os, subprocess, sys, tempfile
here = os.path.dirname(os.path.abspath(__file__))
snippets = json.load(open(here + "/snippets.json"))
modules, gem = sys.argv[1:]

JS = """const fs=require('fs'),d=require('dotenv'),x=require('dotenv-expand');
const out=JSON.parse(fs.readFileSync(0)).map(s=>{const p=d.parse(s);
 const e=x.expand({parsed:{...p},processEnv:{}}).parsed; return [p,e]}); console.log(JSON.stringify(out))"""
RB = """require 'json'; require 'dotenv'; ENV.replace({})
out=JSON.parse(STDIN.read).map{|s| begin; Dotenv::Parser.call(s); rescue Dotenv::FormatError; nil; end}; puts JSON.generate(out)"""

def run(args, text, **kw):
    return json.loads(subprocess.run(args, input=text, capture_output=True, text=True, check=True, **kw).stdout)

def python(text):
    import dotenv
    return dict(dotenv.main.DotEnv(dotenv_path=None, stream=io.StringIO(text), interpolate=True, override=True).dict())

def shell(text):
    with tempfile.NamedTemporaryFile("w", suffix=".env") as f:
        f.write(text); f.flush()
        p = subprocess.run(["env", "-i", "PATH=/nowhere", "/bin/dash", "-c", "set -a; . " + f.name + "; exec /usr/bin/env -0"], capture_output=True)
    if p.returncode: return None
    pairs = [x.split("=", 1) for x in p.stdout.decode().split("\0") if x]
    return {k: v for k, v in pairs if k not in ("PATH", "PWD", "_", "OLDPWD")}

def systemd(text):
    if "$" in text or "~" in text: return "not recorded"  # the generator resolves references, EnvironmentFile= does not
    with tempfile.TemporaryDirectory() as d:
        os.makedirs(d + "/.config/environment.d"); open(d + "/.config/environment.d/a.conf", "w", newline="").write(text)
        p = subprocess.run(["/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator"], env={"HOME": d, "XDG_CONFIG_HOME": d + "/.config"}, capture_output=True)
    if b"\\n" in p.stdout and "\\n" not in text or "\t" in text: return "not recorded"  # it prints line breaks in a way of its own
    q = subprocess.run(["env", "-i", "/bin/bash", "-c", "set -a; " + p.stdout.decode() + "\nexec /usr/bin/env -0"], capture_output=True)
    pairs = [x.split("=", 1) for x in q.stdout.decode().split("\0") if x]
    return {k: v for k, v in pairs if k not in ("PATH", "PWD", "_", "SHLVL", "OLDPWD", "HOME", "XDG_CONFIG_HOME", "QT_ACCESSIBILITY")}

os.environ.clear()
node = run(["/usr/bin/node", "-e", JS], json.dumps(snippets), env={"NODE_PATH": modules})
ruby = run(["/usr/bin/ruby", "-I", gem + "/lib", "-e", RB], json.dumps(snippets), env={"LANG": "C.UTF-8"})
out = []
for i, s in enumerate(snippets):
    out.append({"text": s, "node": node[i][0], "vite": node[i][1], "ruby": ruby[i], "python": python(s), "shell": shell(s), "systemd": systemd(s)})
json.dump(out, sys.stdout, indent=1, ensure_ascii=False); print()
