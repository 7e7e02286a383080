using System.Text;
using VmSnapshot.Cli.Options;

namespace VmSnapshot.Cli.Running;

/// <summary>
/// User name and password: from options and environment, or asked for on a terminal. The password is never an argument, and this
/// is no record, so that nothing prints it by accident.
/// </summary>
internal sealed class Login
{
    private Login(string userName, string password) => (UserName, Password) = (userName, password);

    public string UserName { get; }

    public string Password { get; }

    /// <summary>Everything a vCenter needs, or an error that says what to set; asks where somebody is there to answer.</summary>
    public static async Task<CliSettings> CompleteAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        if (settings.VCenter is not { } vCenter)
        {
            throw NoVCenter.Missing();
        }

        if (vCenter.IsSimulated)
        {
            return settings;
        }

        var userName = settings.UserName ?? await AskAsync(
            $"User name for {vCenter.Endpoint!.Authority}: ", isSecret: false, "There is no user name", "--username or VMSNAPSHOT_USERNAME", cancellationToken);
        var password = Environment.GetEnvironmentVariable(GlobalOptions.PasswordVariable) is { Length: > 0 } given
            ? given
            : await AskAsync($"Password for {userName} at {vCenter.Endpoint!.Authority}: ", isSecret: true, "There is no password", GlobalOptions.PasswordVariable, cancellationToken);
        return settings with { Login = new Login(userName, password) };
    }

    /// <summary>What is there to log in with, for a command that can do without a vCenter.</summary>
    public static CliSettings WithoutAsking(CliSettings settings) =>
        settings is { VCenter.IsSimulated: false, UserName: { } userName } && Environment.GetEnvironmentVariable(GlobalOptions.PasswordVariable) is { Length: > 0 } password
            ? settings with { Login = new Login(userName, password) }
            : settings;

    private static async Task<string> AskAsync(string question, bool isSecret, string missing, string remedy, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
        {
            throw CliErrors.Usage($"{missing} to log in with: set {remedy}.");
        }

        // Asking for a key takes the echo off the terminal: before the question, so that whoever is quick isn't seen.
        _ = Console.KeyAvailable;
        await Console.Error.WriteAsync(question);
        // Reading a key can't be cancelled: the thread is left behind, and goes with the process.
        var answer = await Task.Run(() => isSecret ? ReadHidden() : Console.ReadLine(), CancellationToken.None).WaitAsync(cancellationToken);
        return string.IsNullOrEmpty(answer) ? throw CliErrors.Usage($"{missing} to log in with.") : answer;
    }

    private static string ReadHidden()
    {
        var text = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    Console.Error.WriteLine();
                    return text.ToString();
                case { Key: ConsoleKey.Backspace }:
                    text.Length = Math.Max(0, text.Length - 1);
                    break;
                case { KeyChar: >= ' ' }:
                    text.Append(key.KeyChar);
                    break;
            }
        }
    }
}
