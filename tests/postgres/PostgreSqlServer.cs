using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace VmSnapshot.Tests.PostgreSql;

/// <summary>
/// A PostgreSQL server of the tests' own, in a directory that goes with it. Everybody who connects needs the password, and the databases'
/// locale is one in which "a" comes before "B", as it is on most servers.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    public const string User = "portal";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _programs;
    private readonly string _directory;
    private readonly bool _fsync;
    private readonly Process _keeper;
    private int _databases;

    private PostgreSqlServer(string programs, string directory, bool fsync, Process keeper)
    {
        _programs = programs;
        _directory = directory;
        _fsync = fsync;
        _keeper = keeper;
    }

    /// <summary>Every server has its own, so that whoever finds it somewhere knows where it came from.</summary>
    public string Password { get; } = $"planted-{Guid.NewGuid():n}";

    /// <summary>Stays the same when the server is restarted.</summary>
    public int Port { get; private set; }

    /// <summary>The server's own log, for a test that looks for what must not be in it.</summary>
    public string LogFile => Path.Combine(_directory, "server.log");

    private string Data => Path.Combine(_directory, "data");

    /// <summary>Makes a server and starts it.</summary>
    /// <remarks>With <paramref name="fsync"/> a commit waits for the disk: needed only where the machine itself fails, which no test can do.</remarks>
    public static async Task<PostgreSqlServer> StartAsync(bool fsync = false, CancellationToken cancellationToken = default)
    {
        var programs = PostgreSqlPrograms.Require();
        var directory = Directory.CreateTempSubdirectory("vmsnapshot-postgres-").FullName;
        var server = new PostgreSqlServer(programs, directory, fsync, Keep(directory));
        try
        {
            await server.InitializeAsync(cancellationToken);
            await server.StartOnFreePortAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string, password and all.</returns>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken);
        return ConnectionString(name);
    }

    /// <summary>Takes a database away from whoever still uses it.</summary>
    public async Task DropDatabaseAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", cancellationToken);
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(),
        Port = Port,
        Database = database,
        Username = User,
        Password = Password,
    }.ToString();

    /// <summary>The files of the server that have the text in them, its log and the write-ahead log among them.</summary>
    public IReadOnlyList<string> FilesWith(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. Directory.GetFiles(_directory, "*", SearchOption.AllDirectories).Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0)];
    }

    /// <summary>Stops the server and starts it again: sessions end, nothing committed is lost.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await StopAsync(cancellationToken);
        await StartAsync(cancellationToken);
    }

    /// <summary>Ends all sessions, as an administrator does who wants the machine.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => PgCtlAsync(["stop", "-m", "fast", "-w"], cancellationToken);

    /// <summary>Starts the server that was stopped or killed, on the same port; it recovers by itself.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        // Where the server was killed, the system needs a moment to give its memory back.
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await PgCtlAsync(["start", "-w", "-l", LogFile], cancellationToken);
                return;
            }
            catch (InvalidOperationException) when (since.Elapsed < TimeSpan.FromSeconds(10))
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    /// <summary>SIGKILL to the server and all its processes: none of them does another thing.</summary>
    public void Kill()
    {
        var postmaster = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        // The server first, for it would begin anew when it sees one of its processes killed.
        foreach (var process in ChildrenOf(postmaster).Prepend(postmaster))
        {
            try
            {
                using var running = Process.GetProcessById(process);
                running.Kill();
                running.WaitForExit();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It ended by itself meanwhile.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    /// <summary>
    /// Stops the server and deletes its directory when its input ends: when the server is disposed, and also when the tests were
    /// interrupted or killed.
    /// </summary>
    private static Process Keep(string directory) => Process.Start(new ProcessStartInfo("/bin/sh", [
        "-c",
        """
        trap '' INT TERM HUP
        exec >/dev/null 2>&1
        cat
        if server=$(head -n 1 "$0/data/postmaster.pid"); then
            kill -QUIT "$server"
            for i in 1 2 3 4 5 6 7 8 9 10; do
                kill -0 "$server" && sleep 0.1
            done
        fi
        rm -rf "$0" || { sleep 1; rm -rf "$0"; }
        """,
        directory])
    { RedirectStandardInput = true })!;

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(_directory, "password");
        await File.WriteAllTextAsync(passwordFile, Password, cancellationToken);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["-R", $"{Account}:", _directory], cancellationToken);
        }

        await RunAsUserAsync(
            "initdb",
            [
                "-D", Data, "-U", User, "-A", "scram-sha-256", $"--pwfile={passwordFile}", "--no-sync", "--no-instructions",
                "-E", "UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en",
            ],
            cancellationToken);
        File.Delete(passwordFile);
    }

    private async Task StartOnFreePortAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using (var listener = new TcpListener(IPAddress.Loopback, 0))
            {
                listener.Start();
                Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            }

            try
            {
                await PgCtlAsync(["start", "-w", "-l", LogFile], cancellationToken);
                return;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // Somebody else may have taken the port meanwhile.
            }
        }
    }

    private Task PgCtlAsync(string[] arguments, CancellationToken cancellationToken) => RunAsUserAsync(
        "pg_ctl",
        [
            .. arguments, "-D", Data, "-s", "-t", Patience.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            .. arguments[0] == "start" ? ["-o", Options] : Array.Empty<string>(),
        ],
        cancellationToken);

    private string Options => string.Create(
        CultureInfo.InvariantCulture,
        $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync={(_fsync ? "on" : "off")} -c max_connections=200 -c shared_buffers=32MB");

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The server refuses to be root's.
    private static string Account => File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private Task RunAsUserAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("runuser", ["-u", Account, "--", path, .. arguments], cancellationToken)
            : RunAsync(path, arguments, cancellationToken);
    }

    private async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        // To a file and not to a pipe, which a server would keep open that was started so.
        var output = Path.Combine(_directory, "output.log");
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "out=$0; exec \"$@\" >>\"$out\" 2>&1 </dev/null", output, program, .. arguments])
        {
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
        })!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            var log = File.Exists(LogFile) ? await File.ReadAllTextAsync(LogFile, cancellationToken) : "";
            throw new InvalidOperationException(
                $"{program} {arguments[^1]} ended with {process.ExitCode}: {Tail(await File.ReadAllTextAsync(output, cancellationToken))}\n{Tail(log)}");
        }
    }

    private static string Tail(string text) => text.Length <= 2000 ? text : text[^2000..];

    private static List<int> ChildrenOf(int process) =>
        [.. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
}
