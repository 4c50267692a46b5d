"""The same training in PyTorch and scikit-learn. Their imports wait until they are called."""

import warnings

from casestudy_lib import SimpleNeuralNetwork


def train_and_track_torch(
    X_train, y_train, X_test, y_test, n_classes=3, hidden_dim=32, n_epochs=200, learning_rate=0.05
):
    """PyTorch on the CPU in float64, from the weights of `SimpleNeuralNetwork`.

    Written in PyTorch's favour: the pass that serves the gradient also serves the training
    metrics, one pass without gradients serves the test metrics, and nothing leaves PyTorch
    before the end. Rows are those of `casestudy_lib.train_and_track`.
    """
    import torch
    from torch.nn.functional import cross_entropy

    # Layers this small gain nothing from a second thread, and lose much on a busy machine.
    torch.set_num_threads(1)
    X_train, y_train, X_test, y_test = map(torch.tensor, (X_train, y_train, X_test, y_test))
    start = SimpleNeuralNetwork(X_train.shape[1], hidden_dim, n_classes)
    net = torch.nn.Sequential(
        torch.nn.Linear(X_train.shape[1], hidden_dim, dtype=torch.float64),
        torch.nn.ReLU(),
        torch.nn.Linear(hidden_dim, n_classes, dtype=torch.float64),
    )
    with torch.no_grad():
        for layer, W, b in [(net[0], start.W1, start.b1), (net[2], start.W2, start.b2)]:
            layer.weight.copy_(torch.tensor(W.T))
            layer.bias.copy_(torch.tensor(b))
    optimizer = torch.optim.SGD(net.parameters(), lr=learning_rate)
    frequencies = torch.bincount(y_test, minlength=n_classes) / len(y_test)

    rows = []
    for epoch in range(n_epochs + 1):
        optimizer.zero_grad()
        logits = net(X_train)
        loss = cross_entropy(logits, y_train)
        with torch.no_grad():
            log_probs = torch.log_softmax(net(X_test), dim=1)
            probs = log_probs.exp()
            entropy = -(probs * log_probs).sum(dim=1).mean()
            mean_probs = probs.mean(dim=0)
            rows.append(
                torch.stack(
                    [
                        loss,
                        torch.nn.functional.nll_loss(log_probs, y_test),
                        (logits.argmax(dim=1) == y_train).double().mean(),
                        (log_probs.argmax(dim=1) == y_test).double().mean(),
                        entropy,
                        probs.amax(dim=1).mean(),
                        torch.xlogy(frequencies, frequencies / mean_probs).sum(),
                        -torch.xlogy(mean_probs, mean_probs).sum() - entropy,
                    ]
                )
            )
        if epoch < n_epochs:
            loss.backward()
            optimizer.step()
    names = (
        "train_loss test_loss train_accuracy test_accuracy prediction_entropy "
        "prediction_confidence class_dist_kl mutual_information"
    )
    return dict(zip(names.split(), torch.stack(rows).numpy().T, strict=True))


def train_sklearn(X_train, y_train, n_epochs=200):
    """scikit-learn's classifier, full batch and plain SGD: training only, nothing is recorded."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        hidden_layer_sizes=(32,),
        solver="sgd",
        alpha=0.0,
        batch_size=len(X_train),
        learning_rate_init=0.05,
        momentum=0.0,
        max_iter=n_epochs,
        shuffle=False,
        random_state=42,
        tol=0.0,
        n_iter_no_change=n_epochs + 1,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X_train, y_train)
    assert model.n_iter_ == n_epochs, f"scikit-learn stopped after {model.n_iter_} epochs"
    return model
