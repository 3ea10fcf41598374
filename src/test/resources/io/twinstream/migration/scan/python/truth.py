"""Prints the calls of pyspark.streaming that files of Python make, found by Python's own ast.

A second implementation, of the same rules: statements in their order, types in place of values, calls followed into the
functions of the file and of the modules beside it. Usage: truth.py TYPES.tsv RULES.tsv FILE...; prints file, line and
api of each call, reference or constant, sorted.
"""
import ast
import os
import sys


def rows(path):
    lines = [l.rstrip("\n").split("\t") for l in open(path, encoding="utf-8") if l.strip() and l[0] != "#"]
    return [dict(zip(lines[0], r + [""] * len(lines[0]))) for r in lines[1:]]


TYPES = {r["type"]: r for r in rows(sys.argv[1])}
MEMBERS = {(r["owner"], r["name"]): r for r in rows(sys.argv[2])}
EXPORTS = {(m, t): t for t, r in TYPES.items() for m in r["modules"].split(",")}
LIST = ("list", "tuple", "set", "sorted", "reversed", "iter")


def spark(module):
    return module in ("pyspark", "pyspark.storagelevel", "pyspark.streaming") or module.startswith("pyspark.streaming.")


def member(kind, name):
    while kind:
        for key in ((kind, name), (kind, "_*") if name[0] == "_" else None, (kind, "*")):
            if key in MEMBERS:
                return kind, MEMBERS[key]
        kind = TYPES[kind]["parents"]
    return None


def parsed(source):
    try:
        return ast.parse(source)
    except SyntaxError:
        # Python 2; lib2to3 keeps the lines. Python 3.13 has it no more.
        from lib2to3.refactor import RefactoringTool
        names = ["lib2to3.fixes.fix_" + n for n in ("print", "except", "exec", "raise", "ne", "repr", "numliterals")]
        return ast.parse(str(RefactoringTool(names).refactor_string(source.decode("utf-8") + "\n", "source")))


class Function:
    def __init__(self, node, env, self_value=None):
        self.node, self.env, self.me = node, env, self_value

    def key(self):
        return "fn", id(self.node), id(self.env), self.me and self.me.key()


class Class:
    def __init__(self, bases):
        self.bases, self.names = bases, {}

    def key(self):
        return "class", id(self)

    def find(self, name):
        values = list(self.names.get(name, []))
        for base in self.bases:
            if isinstance(base, Class) and (not values or name not in self.names):
                values += base.find(name)
        return values


class Thing:
    """Any other value: ("object", type), ("type", type), ("module", name), ("outside", name), ("method", t, m), ..."""

    def __init__(self, *parts):
        self.parts = parts

    def key(self):
        return self.parts


class Bag:
    def __init__(self, values, places=()):
        self.values, self.places = values, list(places)

    def key(self):
        return "bag", tuple(sorted(str(v.key()) for v in self.values)), len(self.places)

    def at(self, index):
        return self.places[index] if index < len(self.places) else self.values


class Made:
    def __init__(self, cls):
        self.cls = cls

    def key(self):
        return "made", id(self.cls)


def merged(*sets):
    out = {}
    for values in sets:
        for value in values:
            out[str(value.key())] = value
    return list(out.values())


class Env:
    def __init__(self, module, parent=None, is_class=False):
        self.module, self.parent, self.is_class, self.names, self.outer, self.out = module, parent, is_class, {}, set(), []
        self.cls = parent.cls if parent else None

    def find(self, name):
        env = self
        while env:
            if name in env.names and (env is self or not env.is_class):
                return env.names[name]
            env = env.parent
        return None

    def bind(self, name, values):
        if name in self.outer:
            env = self.parent
            while env.parent and name not in env.names:
                env = env.parent
            env.names[name] = merged(env.names.get(name, []), values)
        else:
            self.names[name] = values


class Module:
    def __init__(self, path, name):
        self.path, self.file = path, name
        self.env = Env(self)


class Run:
    def __init__(self, root):
        self.root, self.found, self.trees, self.held = root, set(), {}, {}

    def program(self, path):
        for _ in range(4):
            self.modules, self.done, self.ran, self.seen = {}, {}, set(), []
            self.module(path)
            for function in self.seen:
                if id(function.node) not in self.ran:
                    me = function.me or (Made(function.env.cls) if function.env.is_class else None)
                    self.call(Function(function.node, function.env, me), [], {}, [])

    def module(self, path):
        if path not in self.modules:
            module = self.modules[path] = Module(path, os.path.relpath(path, self.root))
            if path not in self.trees:
                with open(path, "rb") as source:
                    self.trees[path] = parsed(source.read())
            self.block(self.trees[path].body, module.env)
        return self.modules[path]

    def beside(self, env, name, folder=None):
        start = folder or os.path.dirname(env.module.path)
        while True:
            for end in (".py", "/__init__.py"):
                path = os.path.join(start, name.replace(".", "/")) + end
                if os.path.isfile(path):
                    return path
            if folder or os.path.abspath(start) == os.path.abspath(self.root):
                return None
            start = os.path.dirname(start)

    def use(self, env, line, owner, name):
        self.found.add((env.module.file, line, owner + "." + name))

    # statements

    def block(self, body, env):
        for node in body:
            getattr(self, "do_" + type(node).__name__, self.other)(node, env)

    def other(self, node, env):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child, env)

    def do_Import(self, node, env):
        for name in node.names:
            whole = name.name if name.asname else name.name.split(".")[0]
            env.bind(name.asname or whole, self.imported(env, whole))
            if not name.asname and not spark(name.name):
                path = self.beside(env, name.name)
                if path:
                    self.module(path)

    def imported(self, env, name):
        if spark(name):
            return [Thing("module", name)]
        path = self.beside(env, name)
        return [Thing("own", path)] if path and self.module(path) else [Thing("outside", name)]

    def do_ImportFrom(self, node, env):
        module, folder = node.module or "", None
        if node.level:
            folder = os.path.dirname(env.module.path)
            for _ in range(node.level - 1):
                folder = os.path.dirname(folder)
        path = None if not folder and spark(module) else self.beside(env, module or "__init__", folder)
        for name in node.names:
            if name.name == "*":
                if path:
                    for key, values in list(self.module(path).env.names.items()):
                        env.bind(key, values)
                for (where, kind) in EXPORTS:
                    if where == module and not node.level:
                        env.bind(kind, [Thing("type", kind)])
                continue
            values = None
            if path:
                values = self.module(path).env.names.get(name.name)
            if values is None and not folder and spark(module):
                values = self.package(module, name.name)
            if values is None:
                inner = self.beside(env, (module + "." if module else "") + name.name, folder)
                values = [Thing("own", inner)] if inner and self.module(inner) else [Thing("outside", module + "." + name.name)]
            env.bind(name.asname or name.name, values)

    def package(self, module, name):
        if (module, name) in EXPORTS:
            return [Thing("type", name)]
        full = module + "." + name
        return [Thing("module" if spark(full) else "outside", full)]

    def do_Assign(self, node, env):
        values = self.value(node.value, env)
        for target in node.targets:
            self.assign(target, values, env)

    def do_AugAssign(self, node, env):
        self.assign(node.target, merged(self.value(node.target, env), self.value(node.value, env)), env)

    def do_AnnAssign(self, node, env):
        values = (self.value(node.value, env) if node.value else []) or self.typed(node.annotation, env)
        if values or node.value:
            self.assign(node.target, values, env)

    def typed(self, node, env):
        if node is None:
            return []
        types = env.find(node.value) or [] if isinstance(node, ast.Constant) and isinstance(node.value, str) else self.value(node, env)
        return [Thing("object", t.parts[1]) for t in types if isinstance(t, Thing) and t.parts[0] == "type"] + [
            Made(t) for t in types if isinstance(t, Class)]

    def assign(self, target, values, env):
        if isinstance(target, ast.Name):
            env.bind(target.id, values)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for i, item in enumerate(target.elts):
                self.assign(item, merged(*[v.at(i) for v in values if isinstance(v, Bag)]), env)
        elif isinstance(target, ast.Attribute):
            for owner in self.value(target.value, env):
                cls = owner.cls if isinstance(owner, Made) else owner
                if isinstance(cls, Class):
                    slot = self.held.setdefault((self.place(cls), target.attr), {})
                    slot.update({str(v.key()): v for v in values})
                elif isinstance(owner, Thing) and owner.parts[0] == "own":
                    names = self.module(owner.parts[1]).env.names
                    names[target.attr] = merged(names.get(target.attr, []), values)
        elif isinstance(target, ast.Subscript):
            held = self.value(target.value, env)
            self.value(target.slice, env)
            if values:
                self.assign(target.value, merged(held, [Bag(values)]), env)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, [Bag(merged(*[self.inside(v) for v in values]))], env)

    def place(self, cls):
        return cls.where

    def inside(self, value):
        return merged(value.values, *value.places) if isinstance(value, Bag) else []

    def do_Return(self, node, env):
        if node.value:
            env.out = merged(env.out, self.value(node.value, env))

    def do_Global(self, node, env):
        env.outer.update(node.names if env.parent else [])

    do_Nonlocal = do_Global

    def do_FunctionDef(self, node, env):
        for each in node.args.defaults + [d for d in node.args.kw_defaults if d]:
            self.value(each, env)
        function = Function(node, env)
        values = [function]
        for each in node.decorator_list:
            wrapped = []
            for decorator in self.value(each, env):
                if isinstance(decorator, Function):
                    wrapped += self.call(decorator, [values], {}, [])
            values = wrapped or values
        self.seen.append(function)
        env.bind(node.name, values)
        if env.is_class:
            env.cls.names[node.name] = values

    do_AsyncFunctionDef = do_FunctionDef

    def do_ClassDef(self, node, env):
        bases = merged(*[self.value(base, env) for base in node.bases])
        cls = Class(bases)
        cls.where = (env.module.path, node.lineno)
        inner = Env(env.module, env, True)
        inner.cls = cls
        self.block(node.body, inner)
        for name, values in inner.names.items():
            cls.names.setdefault(name, values)
        env.bind(node.name, [cls])
        for base in bases:
            if isinstance(base, Thing) and base.parts[0] == "type" and (base.parts[1], "<extends>") in MEMBERS:
                self.use(env, node.lineno, "extends", base.parts[1])
                for item in node.body:
                    if isinstance(item, ast.FunctionDef) and (base.parts[1], item.name) in MEMBERS:
                        self.use(env, item.lineno, base.parts[1], item.name)

    def ways(self, blocks, env):
        start, ends = dict(env.names), []
        for body in blocks:
            env.names = dict(start)
            self.block(body, env)
            ends.append(env.names)
        env.names = {}
        for end in ends:
            for name, values in end.items():
                env.names[name] = merged(env.names.get(name, []), values)

    def do_If(self, node, env):
        self.value(node.test, env)
        self.ways([node.body, node.orelse], env)

    def do_Match(self, node, env):
        self.value(node.subject, env)
        self.ways([case.body for case in node.cases] + [[]], env)

    def do_For(self, node, env):
        for _ in range(2):
            before = dict(env.names)
            if isinstance(node, ast.While):
                self.value(node.test, env)
            else:
                self.assign(node.target, merged(*[self.inside(v) for v in self.value(node.iter, env)]), env)
            self.block(node.body, env)
            for name, values in before.items():
                env.names[name] = merged(env.names.get(name, []), values)
        self.block(node.orelse, env)

    do_While = do_AsyncFor = do_For

    def do_Try(self, node, env):
        before = dict(env.names)
        self.block(node.body + node.orelse, env)
        after = dict(env.names)
        for handler in node.handlers:
            env.names = {n: merged(before.get(n, []), after.get(n, [])) for n in set(before) | set(after)}
            self.block(handler.body, env)
            after = {n: merged(env.names.get(n, []), after.get(n, [])) for n in set(env.names) | set(after)}
        env.names = after
        self.block(node.finalbody, env)

    def do_With(self, node, env):
        for item in node.items:
            values = self.value(item.context_expr, env)
            if item.optional_vars:
                self.assign(item.optional_vars, values, env)
        self.block(node.body, env)

    do_AsyncWith = do_With

    # expressions

    def value(self, node, env):
        return getattr(self, "of_" + type(node).__name__, self.parts)(node, env)

    def parts(self, node, env):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child, env)
            elif isinstance(child, ast.keyword):
                self.value(child.value, env)
        return []

    def of_Name(self, node, env):
        return env.find(node.id) or []

    def of_Lambda(self, node, env):
        return [Function(node, env)]

    def of_IfExp(self, node, env):
        self.value(node.test, env)
        return merged(self.value(node.body, env), self.value(node.orelse, env))

    def of_BoolOp(self, node, env):
        return merged(*[self.value(v, env) for v in node.values])

    def of_BinOp(self, node, env):
        bags = [v for v in self.value(node.left, env) + self.value(node.right, env) if isinstance(v, Bag) and self.inside(v)]
        return [Bag(merged(*[self.inside(b) for b in bags]))] if bags else []

    def of_NamedExpr(self, node, env):
        values = self.value(node.value, env)
        self.assign(node.target, values, env)
        return values

    def of_Await(self, node, env):
        return self.value(node.value, env)

    def of_Starred(self, node, env):
        return self.value(node.value, env)

    def of_Tuple(self, node, env):
        places = [self.value(e, env) for e in node.elts]
        if any(isinstance(e, ast.Starred) for e in node.elts):
            return [Bag(merged(*[merged(*[self.inside(v) for v in p]) if isinstance(e, ast.Starred) else p
                                 for e, p in zip(node.elts, places)]))]
        return [Bag([], places)]

    of_List = of_Set = of_Tuple

    def of_Dict(self, node, env):
        for key in node.keys:
            if key is not None:
                self.value(key, env)
        return [Bag(merged(*[self.value(v, env) for v in node.values]))]

    def of_ListComp(self, node, env):
        for each in node.generators:
            self.assign(each.target, merged(*[self.inside(v) for v in self.value(each.iter, env)]), env)
            for test in each.ifs:
                self.value(test, env)
        if isinstance(node, ast.DictComp):
            self.value(node.key, env)
            return [Bag(self.value(node.value, env))]
        return [Bag(self.value(node.elt, env))]

    of_SetComp = of_GeneratorExp = of_DictComp = of_ListComp

    def of_Yield(self, node, env):
        if node.value:
            env.out = merged(env.out, [Bag(self.value(node.value, env))])
        return []

    def of_Subscript(self, node, env):
        held = self.value(node.value, env)
        index = node.slice
        self.value(index, env)
        if isinstance(index, ast.Constant) and isinstance(index.value, int):
            return merged(*[v.at(index.value) for v in held if isinstance(v, Bag)])
        if isinstance(index, ast.Slice):
            return [Bag(merged(*[self.inside(v) for v in held]))]
        return merged(*[self.inside(v) for v in held])

    def of_Attribute(self, node, env):
        return merged(*[self.attribute(v, node, env, False) for v in self.value(node.value, env)])

    def attribute(self, value, node, env, is_called):
        name, line = node.attr, node.end_lineno
        if isinstance(value, Thing):
            kind = value.parts[0]
            if kind in ("object", "type"):
                found = member(value.parts[1], name)
                if not found:
                    return []
                if TYPES[found[0]]["kind"] == "argument":
                    return [Thing("constant", found[0], name, line)]
                if not is_called:
                    self.use(env, line, found[0], name)
                row = found[1]
                if row["form"] == "constant":
                    return self.result(row, value.parts[1])
                return [Thing("method", value.parts[1], row["name"])]
            if kind == "module":
                return self.package(value.parts[1], name)
            if kind == "own":
                names = self.module(value.parts[1]).env.names
                if name in names:
                    return names[name]
                path = self.beside(env, name, os.path.dirname(value.parts[1])) if value.parts[1].endswith("__init__.py") else None
                return [Thing("own", path)] if path and self.module(path) else []
            if kind == "outside":
                return [Thing("outside", value.parts[1] + "." + name)]
            if kind == "super":
                values = merged(*[self.attribute(b, node, env, True) for b in value.parts[1].bases if isinstance(b, Class)])
                return [Function(v.node, v.env, Made(value.parts[1])) if isinstance(v, Function) else v for v in values]
        if isinstance(value, Made):
            out = []
            for each in self.attribute(value.cls, node, env, True):
                if isinstance(each, Function) and each.env.is_class and each.me is None:
                    marks = [d.id for d in getattr(each.node, "decorator_list", []) if isinstance(d, ast.Name)]
                    bound = each if "staticmethod" in marks else Function(each.node, each.env, value)
                    out += self.call(bound, [], {}, []) if "property" in marks else [bound]
                else:
                    out.append(each)
            return out
        if isinstance(value, Class):
            values = value.find(name)
            todo = [value]
            while todo:
                cls = todo.pop()
                values = merged(values, self.held.get((cls.where, name), {}).values())
                todo += [b for b in cls.bases if isinstance(b, Class)]
            return values
        return []

    def result(self, row, kind):
        gives = row["returns"]
        if gives[:1] == "[":
            return [Bag([Thing("object", gives[1:-1])])]
        return [Thing("object", kind if gives == "self" else gives)] if gives else []

    def of_Call(self, node, env):
        func = node.func
        owners = self.value(func.value, env) if isinstance(func, ast.Attribute) else None
        callees = None if owners is not None else self.value(func, env)
        places, rest = [], []
        for each in node.args:
            values = self.value(each, env)
            if isinstance(each, ast.Starred):
                rest = merged(rest, *[self.inside(v) for v in values])
            else:
                places.append(values)
        names = {}
        for each in node.keywords:
            values = self.value(each.value, env)
            if each.arg:
                names[each.arg] = values
            else:
                rest = merged(rest, *[self.inside(v) for v in values])
        if owners is None:
            if not callees and isinstance(func, ast.Name):
                return self.builtin(func, node, places, names, rest, env)
            return merged(*[self.callee(c, places, names, rest, env, func.end_lineno) for c in callees])
        out = []
        for owner in owners:
            is_spark = isinstance(owner, Thing) and owner.parts[0] in ("object", "type")
            if is_spark:
                found = member(owner.parts[1], func.attr)
                if found:
                    self.use(env, func.end_lineno, found[0], func.attr)
                    out = merged(out, self.method(owner.parts[1], found[1], places, names, rest, env))
                    continue
                if TYPES[owner.parts[1]]["kind"] in ("stream", "context"):
                    self.use(env, func.end_lineno, owner.parts[1], func.attr)
                self.back(merged(rest, *(places + list(names.values()))), [])
                continue
            if isinstance(owner, Bag):
                out = merged(out, self.bag(owner, func, places, env))
                continue
            for callee in self.attribute(owner, func, env, True):
                out = merged(out, self.callee(callee, places, names, rest, env, func.end_lineno))
        if not owners:
            self.back(merged(rest, *(places + list(names.values()))), [])
        return out

    def bag(self, owner, func, places, env):
        held, given = self.inside(owner), merged(*places)
        if func.attr in ("append", "add", "insert", "extend", "update", "setdefault"):
            if func.attr in ("extend", "update"):
                given = merged(*[self.inside(v) for v in given])
            if given:
                self.assign(func.value, [Bag(merged(held, given))], env)
            return given
        if func.attr in ("pop", "get"):
            return held
        return [Bag([Bag([], [[], held])])] if func.attr == "items" else [Bag(held)]

    def builtin(self, func, node, places, names, rest, env):
        first = places[0] if places else []
        if func.id == "super":
            return [Thing("super", env.cls)] if env.cls else []
        if func.id in LIST:
            return first
        if func.id in ("map", "filter", "reduce") and len(places) > 1:
            return self.apply(func.id, places, env, func.lineno)
        if func.id == "getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
            fake = ast.Attribute(node.args[0], node.args[1].value, ast.Load())
            fake.end_lineno = node.lineno
            return merged(*[self.attribute(v, fake, env, False) for v in first])
        if func.id in ("enumerate", "zip"):
            inner = [merged(*[self.inside(v) for v in p]) for p in places]
            return [Bag([Bag([], [[]] + inner[:1] if func.id == "enumerate" else inner)])]
        self.back(merged(rest, *(places + list(names.values()))), [])
        return []

    def apply(self, name, places, env, line):
        items = merged(*[self.inside(v) for v in places[1]])
        given = [items, items] if name == "reduce" else [items]
        out = merged(*[self.callee(f, given, {}, [], env, line) for f in places[0]])
        return merged(out, items) if name == "reduce" else [Bag(out if name == "map" else items)]

    def callee(self, callee, places, names, rest, env, line):
        if isinstance(callee, Function):
            return self.call(callee, places, names, rest)
        if isinstance(callee, Class):
            me = Made(callee)
            for init in callee.find("__init__"):
                if isinstance(init, Function):
                    self.call(Function(init.node, init.env, me), places, names, rest)
            return [me]
        if isinstance(callee, Thing):
            kind = callee.parts[0]
            if kind == "type":
                if (callee.parts[1], "<init>") in MEMBERS:
                    self.use(env, line, callee.parts[1], "<init>")
                self.constants(merged(rest, *(places + list(names.values()))), env)
                return [Thing("object", callee.parts[1])]
            if kind == "method":
                return self.method(callee.parts[1], member(callee.parts[1], callee.parts[2])[1], places, names, rest, env)
            if kind == "partial":
                out = []
                for each in callee.parts[1]:
                    out = merged(out, self.callee(each, list(callee.parts[2]) + places, dict(callee.parts[3], **names), rest, env, line))
                return out
            if kind == "outside":
                every = merged(rest, *(places + list(names.values())))
                if callee.parts[1] == "functools.reduce":
                    return self.apply("reduce", places, env, line)
                if callee.parts[1] == "functools.partial":
                    return [Thing("partial", tuple(places[0]), tuple(places[1:]), names)]
                if "target" in names:
                    held = [b.places for b in names.get("args", []) if isinstance(b, Bag)]
                    for target in names["target"]:
                        self.callee(target, held[0] if held else [], {}, [], env, line)
                    return [callee]
                given = merged(every, *[self.inside(v) for v in every])
                if any(isinstance(v, Thing) and v.parts[0] == "object" and TYPES[v.parts[1]]["kind"] in ("stream", "context")
                       for v in given):
                    self.use(env, line, callee.parts[1].rpartition(".")[0], callee.parts[1].rpartition(".")[2])
                self.back(every, [])
                return [callee]
        return []

    def constants(self, values, env):
        for value in values:
            if isinstance(value, Thing) and value.parts[0] == "constant":
                self.use(env, value.parts[3], value.parts[1], value.parts[2])

    def method(self, kind, row, places, names, rest, env):
        every = merged(rest, *(places + list(names.values())))
        self.constants(every, env)
        self.back(every, [Thing("object", row["given"])] if row["given"] else [])
        return self.result(row, kind)

    def back(self, values, given):
        for value in values:
            if isinstance(value, Function):
                count = len(value.node.args.args) - (1 if value.me else 0)
                self.call(value, [[]] * (count - 1) + [given] if count else [], {}, [])

    def call(self, function, places, names, rest):
        node = function.node
        self.ran.add(id(node))
        env = Env(function.env.module, function.env)
        given, place = {}, 0
        args = node.args.args
        if function.me and args:
            given[args[0].arg], args = [function.me], args[1:]
        defaults = dict(zip([a.arg for a in node.args.args][::-1], node.args.defaults[::-1]))
        defaults.update({a.arg: d for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults) if d})
        for arg in args + node.args.kwonlyargs:
            if place < len(places) and arg in args:
                values, place = places[place], place + 1
            else:
                values = names.get(arg.arg, rest)
            if not values and arg.arg in defaults:
                values = self.value(defaults[arg.arg], function.env)
            given[arg.arg] = values or self.typed(arg.annotation, function.env)
        if node.args.vararg:
            given[node.args.vararg.arg] = [Bag(rest, places[place:])]
        if node.args.kwarg:
            given[node.args.kwarg.arg] = [Bag(merged(*names.values()))]
        key = (function.key(), str(sorted((n, sorted(str(v.key()) for v in vs)) for n, vs in given.items())))
        if key in self.done:
            return self.done[key]
        self.done[key] = []
        for name, values in given.items():
            env.bind(name, values)
        if isinstance(node, ast.Lambda):
            env.out = self.value(node.body, env)
        else:
            self.block(node.body, env)
            env.out = env.out or self.typed(node.returns, function.env)
        self.done[key] = env.out
        return env.out


root = sys.argv[3]
for path in sys.argv[4:]:
    run = Run(root)
    run.program(os.path.join(root, path))
    for file, line, api in sorted(run.found):
        print("%s\t%d\t%s" % (file, line, api))
