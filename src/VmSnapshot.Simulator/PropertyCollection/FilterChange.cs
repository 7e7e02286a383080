using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>One thing that a filter reports: news of an object, or that a starting object isn't there.</summary>
internal readonly record struct FilterChange(PropertyFilter Filter, ObjectUpdate? Update, MissingObject? Missing);
