using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Options;

/// <summary>The settings of a guest operating system in a JSON file: <c>{"os":"linux","hostName":"web","dnsServers":["192.0.2.53"]}</c>.</summary>
internal static class GuestFile
{
    private static readonly JsonDocumentOptions Syntax = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>How guest settings are read and, in a plan, shown: secrets stay references both ways.</summary>
    public static JsonSerializerOptions Format { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowOutOfOrderMetadataProperties = true,
        AllowTrailingCommas = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        ReadCommentHandling = JsonCommentHandling.Skip,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static async Task<GuestSettings> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            using var document = await JsonDocument.ParseAsync(file, Syntax, cancellationToken);
            var findings = GuestFileRules.Check(document.RootElement, Format);
            return findings.Count > 0
                ? throw CliErrors.Usage($"--guest: file '{path}' holds no guest settings: {string.Join(" ", findings)}")
                : document.Deserialize<GuestSettings>(Format)!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliErrors.Usage($"--guest: file '{path}' can't be read: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            throw CliErrors.Usage($"--guest: file '{path}' holds no guest settings: it has text that is not Unicode.");
        }
        catch (JsonException e)
        {
            throw CliErrors.Usage($"--guest: file '{path}' holds no guest settings: {Describe(e)}");
        }
    }

    /// <summary>Checks that every secret can be had before anything is made, and forgets it again.</summary>
    public static async Task CheckSecretsAsync(GuestSettings guest, ISecretResolver resolver, CancellationToken cancellationToken)
    {
        if (guest is not WindowsGuest windows)
        {
            return;
        }

        foreach (var (property, secret) in new[]
        {
            ("administratorPassword", windows.AdministratorPassword), ("productKey", windows.ProductKey), ("domain.password", windows.Domain?.Password),
        })
        {
            if (secret is not null)
            {
                await CheckSecretAsync(property, secret, resolver, cancellationToken);
            }
        }
    }

    private static async Task CheckSecretAsync(string property, SecretReference secret, ISecretResolver resolver, CancellationToken cancellationToken)
    {
        try
        {
            await resolver.ResolveAsync(secret, cancellationToken);
        }
        catch (VmSnapshotException e) when (e.Code == VmSnapshotErrorCodes.SecretUnavailable)
        {
            throw Unavailable(property, secret, e.Message, e);
        }
        catch (ArgumentException e)
        {
            throw Unavailable(property, secret, "that is no name of a variable or file.", e);
        }
    }

    private static VmSnapshotException Unavailable(string property, SecretReference secret, string why, Exception cause)
    {
        // Anything else may be the secret itself, written where the reference belongs.
        var isReference = secret.Location.StartsWith("env:", StringComparison.Ordinal) || secret.Location.StartsWith("file:", StringComparison.Ordinal);
        return new VmSnapshotException(
            VmSnapshotErrorCodes.SecretUnavailable,
            $"--guest: the secret for '{property}'{(isReference ? $", {secret.Location}," : string.Empty)} can't be resolved: {why.Split("can't be resolved: ", 2)[^1]}",
            cause);
    }

    // What a syntax error quotes may be a secret that somebody wrote in clear.
    private static string Describe(JsonException e) =>
        $"it can't be read as JSON{(e.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1})") : string.Empty)}.";
}
