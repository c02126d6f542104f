namespace Carewright.Kernel.Connections;

/// <summary>A connection that a <see cref="ConnectionListener{TConnection}"/> has taken.</summary>
public interface IServedConnection : IDisposable
{
    /// <summary>Serves it to its end; does not throw.</summary>
    Task RunAsync();

    /// <summary>Takes nothing more, and lets what is under way end; <see cref="RunAsync"/> completes then. Asked once, from any thread; does not throw.</summary>
    Task StopAsync();

    /// <summary>Ends it at once, from any thread, also when it has ended; does not throw.</summary>
    void Abort();
}
