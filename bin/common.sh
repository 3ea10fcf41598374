# Sourced by the scripts beside it: finds Java, builds what is missing, starts Spark.
# shellcheck shell=bash

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
export TWINSTREAM_HOME=$home

# An archive of bin/dist is laid out as a built project is, without what it is built from.
is_archive() {
  [ ! -f "$home/pom.xml" ]
}

# TWINSTREAM_SPARK=4 takes Spark 4.2 instead of 3.5; each has its own build folder. An archive has one of them.
spark_line=${TWINSTREAM_SPARK:-3}
! is_archive || spark_line=3
case $spark_line in
  3) target=$home/target scala=2.12 profile=() ;;
  4) target=$home/target/spark-4 scala=2.13 profile=(-Pspark-4) ;;
  *) echo "twinstream: TWINSTREAM_SPARK=$TWINSTREAM_SPARK: write 3 or 4" >&2; exit 2 ;;
esac
jar=$target/twinstream-app.jar
if is_archive && compgen -G "$target/spark/jars/scala-library-2.13*" >/dev/null; then
  scala=2.13
fi

# File names and arguments are UTF-8 to Java only in a UTF-8 locale.
case $(locale charmap 2>/dev/null) in
  UTF-8) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac

die() {
  echo "twinstream: $1" >&2
  exit 3
}

# Every JDK has its version in the file release; a JVM that is asked takes a tenth of a second.
is_java_17() {
  [ -x "$1/bin/java" ] || return
  if [ -f "$1/release" ]; then
    [[ $(<"$1/release") =~ JAVA_VERSION=\"17[.\"] ]]
  else
    "$1/bin/java" -version 2>&1 | grep -q '"17[."]'
  fi
}

# Sets JAVA_HOME to a Java 17: the one that is set, the one on the path, or one installed where systems put it.
find_java() {
  local candidate on_path='' installed
  if [ -n "${JAVA_HOME:-}" ] && is_java_17 "$JAVA_HOME"; then
    return
  fi
  on_path=$(command -v java || true)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f "$on_path") on_path=${on_path%/bin/java}
    # macOS and version managers have a program of that name which finds the JDK.
    [ -f "$on_path/release" ] || on_path=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')
  fi
  # TWINSTREAM_JVMS names another place where JDKs are installed.
  if [ -n "${TWINSTREAM_JVMS:-}" ]; then
    installed=("$TWINSTREAM_JVMS"/*17*)
  else
    installed=(/usr/lib/jvm/*17* /Library/Java/JavaVirtualMachines/*17*/Contents/Home "${HOME:-}"/.sdkman/candidates/java/17*)
  fi
  for candidate in "$on_path" "${installed[@]}"; do
    if [ -n "$candidate" ] && is_java_17 "$candidate"; then
      export JAVA_HOME=$candidate
      return
    fi
  done
  die "no Java 17 found (JAVA_HOME=${JAVA_HOME:-unset}, java on the path: ${on_path:-none}): install a JDK 17 and set JAVA_HOME to it"
}

# A Spark of the caller's, if there is one, is one.
check_spark_home() {
  [ -z "${SPARK_HOME:-}" ] || { [ -x "$SPARK_HOME/bin/spark-submit" ] && [ -d "$SPARK_HOME/jars" ]; } ||
    die "SPARK_HOME=$SPARK_HOME: has no bin/spark-submit or no jars/; set it to a Spark distribution, or unset it"
}

is_built() {
  [ -f "$jar" ] && { [ -n "${SPARK_HOME:-}" ] || [ -d "$target/spark/jars" ]; } &&
    [ -d "$home/target/kafka/jars" ] && [ -d "$home/target/postgres/jars" ] &&
    [ -d "$home/target/hadoop/jars" ] &&
    [ -z "$(find "$home/pom.xml" "$home/src/main" -newer "$jar" -print -quit)" ]
}

# Builds the jar if it is missing or older than its sources. The gates and tests are bin/test's.
build_if_needed() {
  local log=$target/build.log
  if is_archive; then
    [ -n "${SPARK_HOME:-}" ] || [ -d "$target/spark/jars" ] ||
      die "no Spark in this archive: set SPARK_HOME to a Spark distribution, or take the archive with Spark inside"
    return
  fi
  is_built && return
  command -v mvn >/dev/null || die "no Maven (mvn) on the path and $jar is not built: install Maven 3.8.1 or newer"
  mkdir -p "$target"
  # Two commands started at once build once; without flock (macOS) both build.
  exec 9>"$target/.build.lock"
  if command -v flock >/dev/null; then
    flock 9
    is_built && { exec 9>&-; return; }
  fi
  # Jars of another Spark must not lie beside those of this one: they come from Maven's own store again.
  [ "$home/pom.xml" -ot "$target/spark/jars" ] || rm -rf "$target/spark"
  echo "twinstream: building; the first time downloads Spark, Kafka, PostgreSQL and Hadoop (about 450 MB)" >&2
  package "$home" "$log" -Dmaven.test.skip=true -DskipTests -Dspotless.check.skip=true -Djacoco.skip=true
  exec 9>&-
}

# package FOLDER LOG OPTIONS...: has Maven make the jar of a project; says how long that takes, and what is wrong if it fails.
package() {
  local folder=$1 log=$2 seconds=0 maven
  shift 2
  (cd "$folder" && exec mvn -B -ntp ${profile[@]+"${profile[@]}"} "$@" package) >"$log" 2>&1 9>&- &
  maven=$!
  while kill -0 "$maven" 2>/dev/null; do
    sleep 1
    seconds=$((seconds + 1))
    if [ $((seconds % 5)) -eq 0 ]; then
      echo "twinstream: building, $seconds s" >&2
    fi
  done
  if ! wait "$maven"; then
    grep -E '^\[(ERROR|WARNING)\]' "$log" | head -n 15 >&2 || tail -n 15 "$log" >&2
    die "the build failed; all of it is in $log"
  fi
}

is_bench_built() {
  [ -d "$bench/jars" ] && [ -f "$bench/bench.jar" ] &&
    [ -z "$(find "$jar" "$own/pom.xml" "$own/src" "$own/resources" -newer "$bench/bench.jar" -print -quit)" ]
}

# Builds the benchmark, a project of its own, if it is missing or older than its sources or the jar; sets bench to where it is.
build_bench_if_needed() {
  local own=$home/src/bench/own
  bench=$own/target${target#"$home/target"}
  ! is_archive || die "bench is built when it is first needed, and an archive has no sources: run it in the project"
  is_bench_built && return
  command -v mvn >/dev/null || die "no Maven (mvn) on the path and $bench/bench.jar is not built: install Maven 3.8.1 or newer"
  mkdir -p "$bench"
  exec 9>"$bench/.build.lock"
  if command -v flock >/dev/null; then
    flock 9
    is_bench_built && { exec 9>&-; return; }
  fi
  echo "twinstream: building bench" >&2
  package "$own" "$bench/build.log"
  touch "$bench/bench.jar" # which Maven leaves as it is where only comments have changed
  exec 9>&-
}

# fetch_ends WORDS...: gets the clients of the systems of src/ends that the words of a command name, as `redis:` does in --sink redis://...,
# unless they are there, and adds their jars to app.
app=
fetch_ends() {
  local word kind folder file
  for word in "$@"; do
    [[ $word != --*=* ]] || word=${word#*=}
    kind=${word%%:*}
    [[ $word == *:* && $kind =~ ^[a-z]+$ ]] || continue
    folder=$target/ends/$kind/jars
    [ ! -f "$home/src/ends/$kind/pom.xml" ] || fetch_end "$kind"
    for file in "$folder"/*.jar; do
      if [ -f "$file" ] && [[ ",$app," != *",$file,"* ]]; then
        app=$app${app:+,}$file
      fi
    done
  done
}

# Whole or not at all: another command may look at the same moment.
fetch_end() {
  local kind=$1 folder=$target/ends/$1
  if [ -d "$folder/jars" ] && [ ! "$folder/jars" -ot "$home/src/ends/$kind/pom.xml" ]; then
    return
  fi
  command -v mvn >/dev/null || die "no Maven (mvn) on the path, which fetches what $kind: needs: install Maven 3.8.1 or newer, or give its jars by --classpath"
  mkdir -p "$folder"
  exec 8>"$folder/.lock"
  ! command -v flock >/dev/null || flock 8
  if [ ! -d "$folder/jars" ] || [ "$folder/jars" -ot "$home/src/ends/$kind/pom.xml" ]; then
    echo "twinstream: fetching what $kind: needs" >&2
    rm -rf "$folder/jars" "$folder/fetched"
    (cd "$home/src/ends/$kind" && exec mvn -B -ntp -q ${profile[@]+"${profile[@]}"} dependency:copy-dependencies -DoutputDirectory="$folder/fetched") \
      >"$folder/fetch.log" 2>&1 8>&- ||
      { head -n 15 "$folder/fetch.log" >&2; die "what $kind: needs cannot be fetched; all of it is in $folder/fetch.log"; }
    mv "$folder/fetched" "$folder/jars"
  fi
  exec 8>&-
}

# spark_submit ARGS...: $SPARK_HOME's, or the same program from the jars that Maven fetched. Replaces this process.
spark_submit() {
  export SPARK_SUBMIT_OPTS="-Dfile.encoding=UTF-8 -Dsun.stdout.encoding=UTF-8 -Dsun.stderr.encoding=UTF-8 ${SPARK_SUBMIT_OPTS:-}"
  if [ -n "${SPARK_HOME:-}" ]; then
    exec "$SPARK_HOME/bin/spark-submit" "$@"
  fi
  export SPARK_HOME=$target/spark SPARK_SCALA_VERSION=$scala SPARK_CONF_DIR=${SPARK_CONF_DIR:-$home/conf}
  local command=() word classes=$target/spark/classes.jsa
  local chosen="$SPARK_SUBMIT_OPTS ${JDK_JAVA_OPTIONS:-} ${JAVA_TOOL_OPTIONS:-} $*"
  # Spark's launcher prints NUL and a line feed, then the words of the command, each ended by NUL.
  while IFS= read -r -d '' word; do
    word=${word#$'\n'}
    # The archive of loaded classes wants Spark's jars at the beginning of the class path.
    if [ "$word" = "$SPARK_CONF_DIR/:$SPARK_HOME/jars/*" ]; then
      word="$SPARK_HOME/jars/*:$SPARK_CONF_DIR/"
    fi
    # For MLlib's linear algebra on Spark 4, and each JVM that has it prints a warning: a run says what is its own.
    [ "$word" != --add-modules=jdk.incubator.vector ] || continue
    # A JVM takes one collector: the caller's, if there is one, and not that of conf/.
    if [ "$word" = -XX:+UseParallelGC ] && [[ $chosen =~ -XX:\+Use[A-Za-z0-9]*GC ]]; then
      continue
    fi
    command+=("$word")
  done < <("$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp "$(echo "$SPARK_HOME"/jars/spark-launcher_*.jar)" \
    org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
  command=("${command[@]:1}")
  [ "${#command[@]}" -gt 1 ] || die "Spark's launcher gave no command; its message is above"
  [ ! -f "$classes" ] || command=("${command[0]}" "-XX:SharedArchiveFile=$classes" -Xlog:cds=off -Xlog:cds+dynamic=off "${command[@]:1}")
  exec "${command[@]}"
}
