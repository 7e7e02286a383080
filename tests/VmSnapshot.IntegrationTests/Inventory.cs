using System.Diagnostics;
using System.Text.Json;

namespace VmSnapshot.IntegrationTests;

/// <summary>A vCenter's VMs as pyVmomi sees them: a witness that shares no code with the product.</summary>
public sealed record Inventory(IReadOnlyList<InventoryVm> Vms)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The one VM with this inventory path; fails the test when there is none, or more than one.</summary>
    public InventoryVm this[string path]
    {
        get
        {
            var found = Vms.Where(vm => vm.Path == path).ToList();
            Assert.True(found.Count == 1, $"{found.Count} VMs have the path {path}; there are {string.Join(", ", Vms.Select(vm => vm.Path))}");
            return found[0];
        }
    }

    /// <summary>The VMs of this name, wherever they are.</summary>
    public IEnumerable<InventoryVm> Named(string name) => Vms.Where(vm => vm.Name == name);

    /// <exception cref="InventoryException">The vCenter refused, or failed.</exception>
    public static async Task<Inventory> ReadAsync(
        Uri url, string username, string password, string? thumbprint, CancellationToken cancellationToken = default)
    {
        TestHost.RequireSimulator();
        var start = new ProcessStartInfo(TestHost.Python)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                Path.Combine(TestHost.RepositoryRoot!, "tests", "pyvmomi", "inventory.py"),
                "--url", url.AbsoluteUri, "--username", username,
            },
        };
        if (thumbprint is not null)
        {
            start.ArgumentList.Add("--thumbprint");
            start.ArgumentList.Add(thumbprint);
        }

        start.Environment["VCENTER_PASSWORD"] = password;
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = python.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await Task.WhenAll(output, errors);
            await python.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            python.Kill();
            throw;
        }

        return python.ExitCode == 0
            ? JsonSerializer.Deserialize<Inventory>(await output, Json)!
            : throw new InventoryException((await errors).Trim());
    }
}

/// <summary>
/// A VM. The path is made of names as the server has them, escapes included: <c>/DC0/vm/db%2fprimary</c>; the resource
/// pool is its inventory path, and null for a template; the datastores are names.
/// </summary>
public sealed record InventoryVm(
    string Name,
    string Path,
    string MoRef,
    string InstanceUuid,
    string BiosUuid,
    bool Template,
    string PowerState,
    string GuestId,
    int NumCpu,
    int CoresPerSocket,
    long MemoryMiB,
    IReadOnlyList<InventoryDisk> Disks,
    IReadOnlyList<InventoryNic> Nics,
    IReadOnlyDictionary<string, string> ExtraConfig,
    string Annotation,
    IReadOnlyList<string> Datastores,
    string? ResourcePool,
    string? HostName,
    string? IpAddress)
{
    /// <summary>The inventory path of the folder that the VM is in.</summary>
    public string Folder => Path[..Path.LastIndexOf('/')];
}

public sealed record InventoryDisk(int Key, string Label, long CapacityBytes, string FileName, string Datastore);

public sealed record InventoryNic(int Key, string Label, string AdapterType, string MacAddress, string Network);

/// <summary>What the independent client said about a vCenter that didn't answer, or refused.</summary>
public sealed class InventoryException(string message) : Exception(message);
