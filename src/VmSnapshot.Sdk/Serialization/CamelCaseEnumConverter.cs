using System.Text.Json;
using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>Writes enums as words, not numbers: results of steps are kept by hosts and must survive a new member.</summary>
internal sealed class CamelCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
