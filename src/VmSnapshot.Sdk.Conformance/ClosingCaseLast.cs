using Xunit.Sdk;
using Xunit.v3;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Puts the case that counts the others behind them.</summary>
internal sealed class ClosingCaseLast : ITestMethodOrderer
{
    /// <summary>The name of that case, in every suite.</summary>
    internal const string ClosingCase = "Every_case_of_the_suite_was_run";

    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod =>
        [.. testMethods.OrderBy(method => method?.MethodName == ClosingCase).ThenBy(method => method?.MethodName, StringComparer.Ordinal)];
}
