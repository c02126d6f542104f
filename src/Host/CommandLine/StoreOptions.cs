using System.CommandLine;

namespace Carewright.Host.CommandLine;

/// <summary>Options that several verbs share.</summary>
internal static class StoreOptions
{
    internal static Option<DirectoryInfo> Data() => new("--data") { Description = "The store's folder.", Required = true };

    internal static Option<int> Port() => new("--port") { Description = "TCP port.", DefaultValueFactory = _ => 8443 };

    internal static Option<string> Listen() => new("--listen") { Description = "Network address to listen on; only this machine unless you open it.", DefaultValueFactory = _ => "127.0.0.1" };
}
