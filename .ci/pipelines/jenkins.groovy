// jenkins.groovy FOLDER EVENT PAYLOAD: runs a declarative Jenkinsfile in FOLDER, a checkout, as Jenkins does. EVENT is webhook, for
// `Jenkinsfile`, and PAYLOAD the file with what Port would post; or push or schedule, for `Jenkinsfile.apply`; or pull_request or
// fork, for `Jenkinsfile.model`. Credentials
// are the variables of the environment that begin with SECRET_, `NAME:PASSWORD` where both are asked for. What this does not know is
// an error. Ends with 1 if the pipeline fails, with 2 if it is not one, with 3 if the build is unstable.
import groovy.json.JsonOutput
import groovy.json.JsonSlurper

// A step that failed: the pipeline goes on to its `post`.
class Failed extends Exception {
    Failed(String why) { super(why) }
}

class Build {
    File folder
    String event
    String payload
    Map<String, String> env = [:]
    Map<String, String> secrets = [:]
    String result = 'SUCCESS'

    void say(String line) { println "-- $line" }

    String secret(String id) {
        if (!secrets.containsKey(id)) throw new Failed("there is no credential `$id`")
        secrets[id]
    }

    // Runs `body` with more variables in the environment.
    void within(Map<String, String> more, Closure body) {
        def before = env
        env = before + more
        try { body() } finally { env = before }
    }

    void shell(String script) {
        def code = status(script)
        if (code != 0) throw new Failed("script returned exit code $code")
    }

    // The exit code of a script.
    int status(String script) {
        if (secrets.values().any { !it.isEmpty() && script.contains(it) }) {
            throw new IllegalStateException('a secret is written into a script')
        }
        // As Jenkins does: a file, by a shell that tells each command and ends at the first that fails.
        def file = File.createTempFile('script', '.sh')
        try {
            file.text = script
            def builder = new ProcessBuilder('bash', '-xe', file.path).directory(folder).inheritIO()
            builder.environment().clear()
            builder.environment() << env
            def process
            try {
                process = builder.start()
            } catch (IOException tooLarge) {
                throw new Failed(tooLarge.message)
            }
            process.waitFor()
        } finally {
            file.delete()
        }
    }
}

// A block of a Jenkinsfile: it knows its own words, and no others.
abstract class Block {
    Build build
    Block(Build build) { this.build = build }

    void read(Closure body) {
        body.delegate = this
        body.resolveStrategy = Closure.DELEGATE_ONLY
        body()
    }

    def getEnv() { new Variables(build) }
    def methodMissing(String name, args) { throw new IllegalStateException("nobody knows here what `$name` does in ${getClass().simpleName}") }
    def propertyMissing(String name) { throw new IllegalStateException("nobody knows here what `$name` is in ${getClass().simpleName}") }
}

// `env`: what is not set is null.
class Variables {
    private Build build
    Variables(Build build) { this.build = build }
    def propertyMissing(String name) { build.env[name] }
}

class Options extends Block {
    Options(Build build) { super(build) }
    void disableConcurrentBuilds(Map how = [:]) { assert how.keySet() - ['abortPrevious'] == [] as Set }
    void timeout(Map limit) {
        assert limit.keySet() == ['time', 'unit'] as Set && limit.unit in ['SECONDS', 'MINUTES', 'HOURS']
    }
}

class Triggers extends Block {
    Triggers(Build build) { super(build) }

    // When Jenkins starts it by itself.
    private static final String TIMES = /(H|\*|[0-9])[^ ]* (H|\*|[0-9])[^ ]*( [*0-9]+){3}/
    void cron(String times) { assert times ==~ TIMES }
    void pollSCM(String times) { assert times ==~ TIMES }

    void GenericTrigger(Map trigger) {
        def known = ['genericVariables', 'shouldNotFlatten', 'tokenCredentialId', 'causeString', 'printPostContent', 'printContributedVariables']
        def unknown = trigger.keySet() - known
        assert unknown.isEmpty() : "nobody knows here what ${unknown} do to the trigger"
        assert trigger.tokenCredentialId && build.secret(trigger.tokenCredentialId) : 'anybody could start this'
        assert trigger.shouldNotFlatten : 'whoever posts could name variables'
        assert !trigger.printPostContent && !trigger.printContributedVariables : 'the log would tell what was posted'
        trigger.genericVariables.each { variable ->
            assert variable.expressionType == 'JSONPath' : "nobody knows here what ${variable} finds"
            def posted = new JsonSlurper().parseText(build.payload)
            switch (variable.value) {
                // The plugin writes anew what it has read.
                case '$': build.env[variable.key] = JsonOutput.toJson(posted); break
                case '$.port_context.runId': build.env[variable.key] = posted.port_context?.runId ?: ''; break
                default: throw new IllegalStateException("nobody knows here what ${variable} finds")
            }
        }
    }
}

class Environment extends Block {
    Environment(Build build) { super(build) }
    void setProperty(String name, value) {
        if (name == 'build') super.setProperty(name, value) else build.env[name] = value.toString()
    }
}

class Conditions extends Block {
    boolean holds = true
    Conditions(Build build) { super(build) }
    void changeRequest() { holds &= build.env.CHANGE_ID != null }
    void branch(String name) { holds &= build.env.BRANCH_NAME == name }
    void expression(Closure body) {
        body.delegate = this
        body.resolveStrategy = Closure.DELEGATE_ONLY
        holds &= body() as boolean
    }
    void triggeredBy(String cause) { holds &= (cause == 'TimerTrigger') == (build.event == 'schedule') }
    void not(Closure body) {
        def inner = new Conditions(build)
        inner.read(body)
        holds &= !inner.holds
    }
}

// `currentBuild`.
class CurrentBuild {
    private Build build
    CurrentBuild(Build build) { this.build = build }
    String getCurrentResult() { build.result }
    void setDescription(CharSequence text) { build.say("description: $text") }
}

class Steps extends Block {
    Steps(Build build) { super(build) }

    void sh(CharSequence script) { build.shell(script.toString()) }
    int sh(Map how) {
        assert how.keySet() == ['script', 'returnStatus'] as Set && how.returnStatus == true
        build.status(how.script.toString())
    }
    void script(Closure body) { read(body) }
    void archiveArtifacts(String name) {
        def file = new File(build.folder, name)
        if (!file.isFile() || file.length() == 0) throw new Failed("there is nothing to archive in $name")
        build.say("archived $name: ${file.readLines()[0]}")
    }
    void unstable(CharSequence why) {
        build.say("unstable: $why")
        if (build.result == 'SUCCESS') build.result = 'UNSTABLE'
    }
    void error(CharSequence why) { throw new Failed(why.toString()) }
    Map string(Map names) { [(names.variable): build.secret(names.credentialsId)] }
    Map usernamePassword(Map names) {
        def (name, password) = build.secret(names.credentialsId).split(':', 2)
        [(names.usernameVariable): name, (names.passwordVariable): password]
    }
    void withCredentials(List<Map> bound, Closure body) { build.within(bound.sum()) { read(body) } }
    void withEnv(List<CharSequence> set, Closure body) {
        build.within(set.collectEntries { it.toString().split('=', 2) as List }) { read(body) }
    }
    def getCurrentBuild() { new CurrentBuild(build) }
}

class Stage extends Block {
    private Closure steps
    private Closure when
    Stage(Build build) { super(build) }

    void steps(Closure body) { steps = body }
    void when(Closure body) { when = body }

    void run(String name) {
        def conditions = new Conditions(build)
        if (when) conditions.read(when)
        if (build.result == 'FAILURE' || !conditions.holds) {
            build.say("$name: skipped")
            return
        }
        build.say(name)
        try {
            new Steps(build).read(steps)
        } catch (Failed why) {
            build.say("$name: ${why.message}")
            build.result = 'FAILURE'
        }
    }
}

class Stages extends Block {
    Stages(Build build) { super(build) }

    void stage(String name, Closure body) {
        def stage = new Stage(build)
        stage.read(body)
        stage.run(name)
    }
}

class Post extends Block {
    Post(Build build) { super(build) }

    private void run(Closure body) {
        try {
            new Steps(build).read(body)
        } catch (Failed why) {
            build.say("post: ${why.message}")
            build.result = 'FAILURE'
        }
    }
    void always(Closure body) { run(body) }
    void success(Closure body) { if (build.result == 'SUCCESS') run(body) }
    void failure(Closure body) { if (build.result == 'FAILURE') run(body) }
}

class Pipeline extends Block {
    private Map<String, Closure> sections = [:]
    Pipeline(Build build) { super(build) }

    def getAny() { 'any' }
    void agent(where) { assert where == 'any' }
    void options(Closure body) { sections.options = body }
    void triggers(Closure body) { sections.triggers = body }
    void environment(Closure body) { sections.environment = body }
    void stages(Closure body) { sections.stages = body }
    void post(Closure body) { sections.post = body }

    // In the order in which Jenkins takes them, wherever they stand.
    void run() {
        [options: Options, triggers: Triggers, environment: Environment, stages: Stages, post: Post].each { name, block ->
            if (!sections[name]) return
                        if (name == 'post') build.say('post')
            block.newInstance(build).read(sections[name])
        }
    }
}

def build = new Build(folder: new File(args[0]), event: args[1], payload: args.length > 2 ? new File(args[2]).getText('UTF-8') : null)
System.getenv().each { name, value ->
    if (name.startsWith('SECRET_')) build.secrets[name - 'SECRET_'] = value else build.env[name] = value
}
build.env += [BUILD_NUMBER: '1', WORKSPACE: build.folder.absolutePath, BUILD_URL: 'https://jenkins.example.com/job/1/', JENKINS_URL: 'https://jenkins.example.com/']
if (build.event == 'push') build.env.BRANCH_NAME = 'main'
if (build.event in ['pull_request', 'fork']) build.env += [BRANCH_NAME: 'PR-1', CHANGE_ID: '1', CHANGE_TARGET: 'main']
if (build.event == 'fork') build.env.CHANGE_FORK = 'somebody'
def files = [webhook: 'Jenkinsfile', push: 'Jenkinsfile.apply', schedule: 'Jenkinsfile.apply']
def file = new File(build.folder, files[build.event] ?: 'Jenkinsfile.model')

def binding = new Binding()
binding.setVariable('pipeline', { Closure body ->
    def pipeline = new Pipeline(build)
    pipeline.read(body)
    pipeline.run()
})
try {
    new GroovyShell(getClass().classLoader, binding).evaluate(file)
} catch (Throwable wrong) {
    System.err.println "$file: $wrong"
    System.exit(2)
}
build.say(build.result)
System.exit([SUCCESS: 0, FAILURE: 1, UNSTABLE: 3][build.result])
