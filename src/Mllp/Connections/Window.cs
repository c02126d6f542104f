namespace Carewright.Mllp.Connections;

/// <summary>How much of one connection is being dealt with: messages and bytes. One waits for room, any may leave.</summary>
internal sealed class Window(int messages, long bytes)
{
    private readonly Lock _lock = new();
    private int _messages;
    private long _bytes;
    private TaskCompletionSource? _room;

    internal bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _messages == 0;
        }
    }

    /// <summary>Completes when one more message may be taken.</summary>
    internal Task RoomAsync()
    {
        lock (_lock)
        {
            if (HasRoom())
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    internal void Enter(int length)
    {
        lock (_lock)
            (_messages, _bytes) = (_messages + 1, _bytes + length);
    }

    internal void Leave(int length)
    {
        lock (_lock)
        {
            (_messages, _bytes) = (_messages - 1, _bytes - length);
            if (!HasRoom())
                return;
            _room?.SetResult();
            _room = null;
        }
    }

    private bool HasRoom() => _messages < messages && _bytes < bytes;
}
