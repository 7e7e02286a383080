using System.Text.Json;
using System.Text.Json.Serialization;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Options;

/// <summary>The settings of a guest operating system in a JSON file: <c>{"os":"linux","hostName":"web","dnsServers":["192.0.2.53"]}</c>.</summary>
internal static class GuestFile
{
    /// <summary>How guest settings are read and, in a plan, shown: secrets stay references both ways.</summary>
    public static JsonSerializerOptions Format { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true,
        AllowTrailingCommas = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static async Task<GuestSettings> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<GuestSettings>(file, Format, cancellationToken)
                ?? throw CliErrors.Usage($"--guest: file '{path}' holds no settings.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliErrors.Usage($"--guest: file '{path}' can't be read: {e.Message}");
        }
        catch (NotSupportedException)
        {
            throw CliErrors.Usage($"--guest: file '{path}' doesn't say which system it is for: \"os\" must be \"linux\" or \"windows\".");
        }
        catch (JsonException e)
        {
            throw CliErrors.Usage($"--guest: file '{path}' holds no guest settings: {Describe(e)}");
        }
    }

    /// <summary>Checks that every secret can be had before anything is made, and forgets it again.</summary>
    public static async Task CheckSecretsAsync(GuestSettings guest, ISecretResolver resolver, CancellationToken cancellationToken)
    {
        if (guest is WindowsGuest windows)
        {
            foreach (var secret in new[] { windows.AdministratorPassword, windows.ProductKey, windows.Domain?.Password }.OfType<SecretReference>())
            {
                await resolver.ResolveAsync(secret, cancellationToken);
            }
        }
    }

    // What a syntax error quotes may be a secret that somebody wrote in clear; what the rules say names types and properties only.
    private static string Describe(JsonException e)
    {
        var where = e.LineNumber is { } line ? $" (line {line + 1}{(e.Path is { Length: > 1 } path ? $", at {path}" : string.Empty)})" : string.Empty;
        return e.InnerException is JsonException ? $"it is not JSON{where}." : $"{e.Message.Split(" Path:", 2)[0]}{where}";
    }
}
