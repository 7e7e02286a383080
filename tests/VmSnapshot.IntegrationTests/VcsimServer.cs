using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace VmSnapshot.IntegrationTests;

/// <summary>A simulated vCenter in a process of its own, on a free loopback port, with a password of its own.</summary>
public sealed class VcsimServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Queue<string> _log = new();

    private VcsimServer(Process process, string username, string password)
    {
        _process = process;
        Username = username;
        Password = password;
        // The pipe has to be emptied, or the simulator stops when it is full.
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The service's address, <c>http://127.0.0.1:PORT/sdk</c> or the same with https.</summary>
    public Uri Url { get; private set; } = null!;

    public string Username { get; }

    public string Password { get; }

    /// <summary>SHA-256 of the certificate in lower-case hex; null over plain HTTP.</summary>
    public string? Thumbprint { get; private set; }

    public int ProcessId => _process.Id;

    /// <summary>The last lines that the simulator wrote about itself, for the message of a failed test.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <summary>Starts a simulator, or skips the calling test when there is none; see <see cref="TestHost"/>.</summary>
    public static async Task<VcsimServer> StartAsync(VcsimOptions? options = null, CancellationToken cancellationToken = default)
    {
        TestHost.RequireSimulator();
        options ??= new VcsimOptions();
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
        var start = new ProcessStartInfo(TestHost.Simulator!, options.ToArguments())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["VCSIM_PASSWORD"] = password;

        var server = new VcsimServer(Process.Start(start)!, options.Username, password);
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(StartTimeout);
            var line = await server._process.StandardOutput.ReadLineAsync(timeout.Token);
            if (line is null)
            {
                await server._process.WaitForExitAsync(timeout.Token);
                throw new InvalidOperationException($"the simulator ended with {server._process.ExitCode}: {server.Log}");
            }

            using var ready = JsonDocument.Parse(line);
            server.Url = new Uri(ready.RootElement.GetProperty("url").GetString()!);
            server.Thumbprint = ready.RootElement.TryGetProperty("thumbprint", out var hex) ? hex.GetString() : null;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the inventory with the independent client; skips the calling test where that is missing.</summary>
    public Task<Inventory> ReadInventoryAsync(CancellationToken cancellationToken = default)
        => Inventory.ReadAsync(Url, Username, Password, Thumbprint, cancellationToken);

    /// <summary>Ends the simulator at once, as when a vCenter goes away in the middle of something.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Closes the simulator's standard input, which ends it, and waits for that.</summary>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> StopAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already and took the other end of the pipe with it.
        }

        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
    }

    private void Remember(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.Enqueue(line);
            if (_log.Count > 100)
            {
                _log.Dequeue();
            }
        }
    }
}
