using System.Reflection;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>The suites of this package and their cases, and what a test assembly leaves out of them.</summary>
public static class ConformanceSuites
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>All suites: abstract classes to derive from, one class for each backend.</summary>
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(ConformanceSuites).Assembly.GetExportedTypes().Where(type => type.IsAbstract && CasesOf(type).Count > 0).OrderBy(type => type.Name, StringComparer.Ordinal)];

    /// <summary>The cases of a suite, by the names of their methods.</summary>
    /// <param name="suite">One of <see cref="All"/>.</param>
    public static IReadOnlyList<string> CasesOf(Type suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        return [.. suite.GetMethods(Declared).Where(IsCase).Select(method => method.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// What keeps classes that derive from suites from running all of their cases, in words: a case that is hidden by a method of the same name,
    /// a class that the runner doesn't see, a suite that no class derives from. Empty when nothing does.
    /// </summary>
    /// <param name="suites">The suites that the backend has to pass.</param>
    /// <param name="backend">The classes that derive from them for one backend.</param>
    public static IReadOnlyList<string> FindGaps(IEnumerable<Type> suites, IReadOnlyCollection<Type> backend)
    {
        ArgumentNullException.ThrowIfNull(suites);
        ArgumentNullException.ThrowIfNull(backend);
        return
        [
            .. suites.Where(suite => !backend.Any(suite.IsAssignableFrom)).Select(suite => $"No class derives from {suite.Name}."),
            .. backend.SelectMany(GapsOf),
        ];
    }

    private static IEnumerable<string> GapsOf(Type derived)
    {
        if (SuiteOf(derived) is not { } suite)
        {
            yield return $"{derived.Name} derives from no suite.";
            yield break;
        }

        if (!derived.IsVisible || derived.IsAbstract)
        {
            yield return $"{derived.Name} is not run: a test class is public and not abstract.";
        }

        var cases = CasesOf(suite).ToHashSet();
        for (Type? type = derived; type is not null && type != suite; type = type.BaseType)
        {
            foreach (MethodInfo hiding in type.GetMethods(Declared).Where(method => cases.Contains(method.Name)))
            {
                yield return $"{type.Name} hides the case {suite.Name}.{hiding.Name}.";
            }
        }

        foreach (MethodInfo method in suite.GetMethods(Declared).Where(IsCase))
        {
            var fact = method.GetCustomAttribute<FactAttribute>()!;
            if (method.IsVirtual || !method.IsPublic || fact is not { Skip: null, SkipWhen: null, SkipUnless: null, Explicit: false })
            {
                yield return $"{suite.Name}.{method.Name} can be overridden or skipped.";
            }
        }
    }

    private static Type? SuiteOf(Type derived)
    {
        for (Type? type = derived.BaseType; type is not null; type = type.BaseType)
        {
            if (All.Contains(type))
            {
                return type;
            }
        }

        return null;
    }

    private static bool IsCase(MethodInfo method) => method.IsDefined(typeof(FactAttribute), inherit: false);
}
