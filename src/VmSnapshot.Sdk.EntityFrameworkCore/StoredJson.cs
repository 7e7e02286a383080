using System.Text.Json;
using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>The parts of a record that are one column of JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<VmController>))]
[JsonSerializable(typeof(OperationError))]
internal sealed partial class StoredJson : JsonSerializerContext;
