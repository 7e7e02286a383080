namespace VmSnapshot.Simulator;

/// <summary>A disk.</summary>
public sealed class DiskDescription
{
    /// <summary>Its capacity in GiB. Default: 16.</summary>
    public int CapacityGiB { get; set; } = 16;

    /// <summary>Whether it takes only the space that was written: a quarter, at the start. Default: true.</summary>
    public bool IsThin { get; set; } = true;

    /// <summary>What it hangs on. Default: <see cref="DiskController.ParaVirtualScsi"/>.</summary>
    public DiskController Controller { get; set; }

    /// <summary>Which of the controllers of that kind, from 0. Default: 0.</summary>
    public int Bus { get; set; }
}
