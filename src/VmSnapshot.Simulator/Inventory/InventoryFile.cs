using System.Text.Json;
using System.Text.Json.Serialization;

namespace VmSnapshot.Simulator.Inventory;

/// <summary>Inventories as JSON.</summary>
internal static class InventoryFile
{
    internal static InventoryDescription Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        try
        {
            return JsonSerializer.Deserialize(file, InventoryJson.Default.InventoryDescription)
                ?? throw new InvalidDataException($"{path} holds null instead of an inventory.");
        }
        catch (JsonException problem)
        {
            string place = problem.LineNumber is { } line ? FormattableString.Invariant($" (line {line + 1}, {problem.Path})") : "";
            throw new InvalidDataException($"{path} is no inventory{place}: {Reason(problem)}", problem);
        }
    }

    /// <summary>The message without the place, which stands in front already; of values that are words, what words there are.</summary>
    private static string Reason(JsonException problem)
    {
        foreach (Type words in (Type[])[typeof(NetworkKind), typeof(DiskController), typeof(NetworkAdapterType)])
        {
            if (problem.Message.Contains($"converted to {words.FullName}.", StringComparison.Ordinal))
            {
                return $"It is one of {string.Join(", ", Enum.GetNames(words).Select(JsonNamingPolicy.CamelCase.ConvertName))}.";
            }
        }

        int place = problem.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return place < 0 ? problem.Message : problem.Message[..place];
    }
}

/// <summary>The reader that is made when the library is built.</summary>
[JsonSourceGenerationOptions(
    AllowTrailingCommas = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    ReadCommentHandling = JsonCommentHandling.Skip,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(InventoryDescription))]
internal sealed partial class InventoryJson : JsonSerializerContext;
