using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;

namespace VmSnapshot.Benchmarks;

/// <summary>A fresh process to its first answer: log in, read one VM, log out. Timed from outside.</summary>
internal static class FirstAnswer
{
    public static async Task RunAsync(Uri vCenter)
    {
        await using var services = SdkUnderTest.Create(vCenter, "unused.db");
        var vm = await services.GetRequiredService<IVmInventory>().GetAsync("path:/DC0/vm/stopped");
        Console.WriteLine(vm.Name);
    }
}
