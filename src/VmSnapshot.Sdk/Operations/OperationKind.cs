using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>What an operation does.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OperationKind>))]
public enum OperationKind
{
    /// <summary>Steps 1 to 3: <see cref="ISnapshotManager.CreateAsync"/>. Its value is a <see cref="Snapshot"/>.</summary>
    CreateSnapshot,

    /// <summary>Steps 4 to 6: <see cref="IVmFactory.CreateAsync"/>. Its value is a <see cref="VmBatch"/>.</summary>
    CreateVms,
}
