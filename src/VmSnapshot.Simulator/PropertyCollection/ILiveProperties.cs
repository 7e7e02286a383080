namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>A managed object with properties that follow other objects: they change without the object being touched.</summary>
internal interface ILiveProperties;
